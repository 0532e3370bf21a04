// A PDF page by page: the first page of a long one at once, the page in the address, the keyboard,
// zones drawn on a page and found again there; a broken one and a reader without scripts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse } from './house.mjs';
import { longDocument } from './pieces.mjs';
import { check, openBrowser, person, said } from './visit.mjs';

let house;
let browser;
before(async () => {
  house = await openHouse();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await house?.stop();
});

const vendor = (more = {}) => person(browser, house, { email: 'bastien.lorme@atelier-orme.example', ...more });
const examiner = (more = {}) => person(browser, house, { email: 'helene.marchand@operateur.example', ...more });
const drawn = (page, number) => page.locator(`[data-viewer=pdf][data-page="${number}"]`).first().waitFor();

/** Deposits a piece without scripts, gives the address of its slot. */
async function deposited(piece) {
  const plain = await vendor({ script: false });
  await plain.goto('/dossiers');
  await plain.locator('main').getByRole('link', { name: 'Orme Cabinet Windows Site Web', exact: true }).click();
  await plain.locator('main').getByRole('link', { name: 'Portabilité', exact: true }).click();
  const slot = plain.locator('li.av-slot').filter({ has: plain.locator('input[type=file][accept*=".pdf"]') }).first();
  const desk = await slot.getByRole('link', { name: /^Lien, pièce existante/ }).getAttribute('href');
  await plain.goto(desk);
  await plain.locator('#deposer input[type=file]').setInputFiles(piece);
  await plain.locator('#deposer').getByRole('button', { name: 'Envoyer' }).click();
  await plain.getByText(piece.name).first().waitFor();
  await plain.goto(desk);
  const others = plain.locator('.av-desk__pieces a');
  const address = (await others.count()) ? new URL(await others.filter({ hasText: piece.name }).getAttribute('href'), plain.url()).href : plain.url();
  return { plain, address };
}

test('the first page of a long document comes without the others', { timeout: 180_000 }, async () => {
  const piece = longDocument(200);
  const { plain, address } = await deposited(piece);
  await plain.goto(address);
  assert.equal(await plain.locator('[data-viewer=pdf] iframe').count(), 1, 'without a script the browser shows it');
  await plain.context().close();

  const page = await vendor();
  let octets = 0;
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const kept = new Set();
  session.on('Network.responseReceived', ({ requestId, response }) => response.mimeType === 'application/pdf' && kept.add(requestId));
  session.on('Network.dataReceived', ({ requestId, dataLength }) => {
    if (kept.has(requestId)) octets += dataLength;
  });
  await page.goto(address);
  await drawn(page, 1);
  console.log(`first page of ${piece.buffer.length} octets after ${octets} octets`);
  assert.ok(octets < piece.buffer.length / 10, `${octets} octets for one page of ${piece.buffer.length}`);
  await page.locator('.av-words-over').getByText('Page 1 du manuel').waitFor({ state: 'attached' });
  await check(page, 'looking/pages');

  // The keyboard, the field, the address.
  await page.locator('[data-shortcuts-open]:not([hidden])').waitFor();
  await page.keyboard.press('.');
  await drawn(page, 2);
  assert.match(page.url(), /#page=2$/);
  await page.locator('.av-viewer__stage').focus();
  await page.keyboard.press('ArrowRight');
  await drawn(page, 3);
  await page.locator('.av-viewer__page').fill('150');
  await page.keyboard.press('Enter');
  await drawn(page, 150);
  await page.locator('.av-words-over').getByText('Reglage numero 150').waitFor({ state: 'attached' });
  await page.locator('.av-viewer__page').fill('999');
  await page.keyboard.press('Enter');
  await drawn(page, 200);
  assert.equal(await page.getByRole('button', { name: 'Page suivante' }).getAttribute('aria-disabled'), 'true');
  await page.reload();
  await drawn(page, 200);
  const width = () => page.locator('[data-viewer=pdf] canvas').evaluate((canvas) => canvas.clientWidth);
  const fitted = await width();
  await page.getByRole('button', { name: 'Agrandir' }).click();
  await page.waitForFunction((before) => document.querySelector('[data-viewer=pdf] canvas').clientWidth > before * 1.2, fitted);
  await check(page, 'looking/pages-zoomed');
  await page.getByRole('button', { name: 'À la largeur' }).click();
  await page.waitForFunction((before) => document.querySelector('[data-viewer=pdf] canvas').clientWidth === before, fitted);
  assert.ok(octets < piece.buffer.length / 4, `${octets} octets for five pages`);

  const english = await vendor({ language: 'en-GB' });
  await english.goto(address);
  await drawn(english, 1);
  await check(english, 'looking/pages-english');
});

test('a zone is drawn on a page and found again on it', { timeout: 300_000 }, async () => {
  const page = await examiner();
  await page.goto('/instruction?tout=1');
  const dossiers = await page.locator('main a[href^="/dossiers/"]').evaluateAll((all) => [...new Set(all.map((a) => new URL(a.href).pathname))]);
  let desk;
  search: for (const dossier of dossiers) {
    await page.goto(`${dossier}/chapitres`);
    const chapters = await page.locator('main a[href*="/chapitres/"]').evaluateAll((all) => [...new Set(all.map((a) => a.href))]);
    for (const chapter of chapters) {
      await page.goto(chapter);
      for (const address of await page.locator('.av-desk__slots a').evaluateAll((all) => all.map((a) => a.href))) {
        await page.goto(address);
        if ((await page.locator('[data-viewer=pdf]').count()) && (await page.locator('button[name=verdict][value=remark]').count()) && !(await page.locator('form[action*="/verdict/annuler"]').count())) {
          desk = address;
          break search;
        }
      }
    }
  }
  assert.ok(desk, 'a PDF to judge');
  await page.goto(desk);
  await page.locator('[data-viewer=pdf][data-page]').waitFor();
  await page.locator('.av-viewer__bar button[aria-pressed]').waitFor();
  await page.locator('[data-shortcuts-open]:not([hidden])').waitFor();
  await page.keyboard.press('m');
  const box = await page.locator('.av-sheet').boundingBox();
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.1);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.2, { steps: 4 });
  await page.mouse.up();
  assert.equal(await page.locator('#f-place').inputValue(), '1');
  const zone = (await page.locator('#f-zone').inputValue()).split(', ').map(Number);
  [20, 10, 40, 10].forEach((side, i) => assert.ok(Math.abs(zone[i] - side) < 1.5, `zone ${zone}`));
  await page.fill('#f-remark', 'La version du logiciel n’est pas écrite ici.');
  await check(page, 'looking/pages-zone');
  await page.locator('button[value=remark]').click();
  await said(page, /remarque est enregistrée/);
  await page.locator('[data-viewer=pdf][data-page="1"]').waitFor();
  await page.locator('.av-mark:not(.av-mark--elsewhere) rect').waitFor();
  const shared = await page.locator('.av-remark a[href*="remarque="]').last().getAttribute('href');
  assert.match(shared, /#page=1&xywh=percent:/);

  // The whole page, said with the keyboard alone.
  await page.fill('#f-place', '1');
  await page.fill('#f-remark', 'Cette page entière est à reprendre.');
  await page.locator('button[value=remark]').click();
  await said(page, /remarque est enregistrée/);

  await page.goto(shared);
  await page.locator('[data-viewer=pdf][data-page="1"]').waitFor();
  await page.locator('.av-mark--current:not(.av-mark--elsewhere)').waitFor();
  assert.equal(await page.locator('.av-mark:not(.av-mark--elsewhere)').count(), 2);
  await check(page, 'looking/pages-marks');

  const plain = await examiner({ script: false });
  await plain.goto(shared);
  assert.match(await plain.locator('[data-viewer=pdf] iframe').getAttribute('src'), /#page=1&xywh=percent:/);
  assert.equal(await plain.locator('.av-moments a').count(), 2);
});

test('the words of two documents are compared', { timeout: 120_000 }, async () => {
  const one = await deposited(longDocument(3, { ballast: 100 }));
  await one.plain.context().close();
  const { plain } = await deposited(longDocument(3, { ballast: 100, version: 2 }));
  await plain.getByRole('link', { name: 'Comparer les versions' }).click();
  await plain.locator('del').filter({ hasText: 'Reglage numero 2 de la version 1' }).waitFor();
  await plain.locator('ins').filter({ hasText: 'Reglage numero 2 de la version 2' }).waitFor();
  const address = plain.url();
  const page = await vendor();
  await page.goto(address);
  for (const side of [0, 1]) await page.locator('[data-viewer=pdf][data-page="1"]').nth(side).waitFor();
  await check(page, 'looking/pages-compared');
});

test('a document that is none is left to the browser, and the page says so', { timeout: 120_000 }, async () => {
  const { plain, address } = await deposited({ name: 'abime.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nnothing that can be read') });
  await plain.context().close();
  const page = await vendor();
  await page.goto(address);
  await page.getByText('Ce PDF ne se lit pas page par page').waitFor();
  assert.equal(await page.locator('[data-viewer=pdf] iframe').count(), 1);
  await check(page, 'looking/pages-broken');
});
