// Remarks pinned in a piece: drawn over an image, taken from a film and from lines; the link to
// share opens at the place, with and without JavaScript.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse } from './house.mjs';
import { makePieces } from './pieces.mjs';
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

const examiner = () => person(browser, house, { email: 'helene.marchand@operateur.example' });

/** The first proofs that wait for a verdict and show each of these kinds of piece. */
async function slots(page, kinds) {
  await page.goto('/instruction?tout=1');
  const found = {};
  const dossiers = await page.locator('main a[href^="/dossiers/"]').evaluateAll((all) => [...new Set(all.map((a) => new URL(a.href).pathname))]);
  for (const dossier of dossiers) {
    await page.goto(`${dossier}/chapitres`);
    const chapters = await page.locator('main a[href*="/chapitres/"]').evaluateAll((all) => [...new Set(all.map((a) => a.href))]);
    for (const chapter of chapters) {
      await page.goto(chapter);
      const addresses = await page.locator('.av-desk__slots a').evaluateAll((all) => all.map((a) => a.href));
      for (const address of addresses) {
        await page.goto(address);
        if (!(await page.locator('button[name=verdict][value=remark]').count()) || (await page.locator('form[action*="/verdict/annuler"]').count())) continue;
        for (const [kind, selector] of Object.entries(kinds)) {
          if (!found[kind] && (await page.locator(selector).count())) found[kind] = address;
        }
        if (Object.keys(found).length === Object.keys(kinds).length) return found;
      }
    }
  }
  return found;
}

test('remarks are pinned where one looks, and found again there', { timeout: 300_000 }, async () => {
  const page = await examiner();
  const at = await slots(page, { image: '[data-viewer=image]', video: '[data-viewer=video]', lines: '[data-viewer=lines]' });
  assert.ok(at.image && at.video, `pieces to look at: ${JSON.stringify(at)}`);
  const ready = () => page.locator('[data-shortcuts-open]:not([hidden])').waitFor();

  // A zone, by hand.
  await page.goto(at.image);
  await ready();
  await page.locator('[data-viewer=image] img').evaluate((image) => image.decode());
  await page.locator('.av-viewer__bar button[aria-pressed]').waitFor();
  await page.keyboard.press('m');
  const box = await page.locator('.av-sheet').boundingBox();
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.4, { steps: 4 });
  await page.mouse.up();
  const zone = (await page.locator('#f-zone').inputValue()).split(', ').map(Number);
  assert.equal(zone.length, 4);
  [20, 20, 30, 20].forEach((side, i) => assert.ok(Math.abs(zone[i] - side) < 1.5, `zone ${zone}`));
  await page.fill('#f-remark', 'La date de la capture ne se lit pas ici.');
  await check(page, 'looking/zone');
  await page.locator('button[value=remark]').click();
  await said(page, /remarque est enregistrée/);
  await page.locator('.av-mark rect').waitFor();
  const shared = await page.locator('.av-remark a[href*="remarque="]').last().getAttribute('href');
  assert.match(shared, /#xywh=percent:/);
  await page.goto(shared);
  await page.locator('.av-mark--current').waitFor();
  await check(page, 'looking/image');
  await page.locator('.av-mark--current').focus();
  await page.keyboard.press('Enter');
  assert.match(page.url(), /#remarque-/);

  // An instant, then a range.
  await page.goto(at.video);
  await ready();
  await page.locator('video').evaluate((film) => new Promise((done) => (film.readyState > 0 ? done() : film.addEventListener('loadedmetadata', done))));
  const duration = await page.locator('video').evaluate((film) => film.duration);
  assert.ok(duration > 4, `a film of ${duration} s`);
  const seek = (time) => page.locator('video').evaluate((film, to) => { film.currentTime = to; }, time);
  await page.locator('.av-viewer__bar button').last().waitFor();
  await seek(1.2);
  await page.keyboard.press('m');
  assert.equal(await page.locator('#f-place').inputValue(), '0:01');
  await seek(3.4);
  await page.keyboard.press('m');
  assert.equal(await page.locator('#f-place').inputValue(), '0:01-0:03');
  await page.fill('#f-remark', 'La saisie n’est pas montrée entre ces deux instants.');
  await page.locator('button[value=remark]').click();
  await said(page, /remarque est enregistrée/);
  await page.locator('.av-timebar a').first().waitFor();
  const moment = await page.locator('.av-remark a[href*="remarque="]').last().getAttribute('href');
  assert.match(moment, /#t=1,3$/);
  await page.goto(moment);
  await page.waitForFunction(() => Math.abs(document.querySelector('video').currentTime - 1) < 0.6);
  await check(page, 'looking/video');
  await seek(0);
  await page.locator('.av-timebar a').first().click();
  await page.waitForFunction(() => document.querySelector('video').currentTime >= 0.9);

  // Lines, as one chooses text.
  if (at.lines) {
    await page.goto(at.lines);
    await ready();
    const lines = page.locator('.av-lines li');
    const last = Math.min(3, await lines.count());
    await page.evaluate((until) => {
      const items = document.querySelectorAll('.av-lines li');
      document.getSelection().setBaseAndExtent(items[0].firstChild, 0, items[until - 1].firstChild, 1);
    }, last);
    await page.keyboard.press('m');
    assert.equal(await page.locator('#f-place').inputValue(), last > 1 ? `1-${last}` : '1');
    await page.fill('#f-remark', 'Ces lignes ne disent pas la version.');
    await page.locator('button[value=remark]').click();
    await said(page, /remarque est enregistrée/);
    await page.goto(await page.locator('.av-remark a[href*="remarque="]').last().getAttribute('href'));
    assert.match(page.url(), /#L1$/);
    assert.equal(await page.locator('.av-lines__marked').count(), last);
    await check(page, 'looking/lines');
  }

  // The same places without a script.
  const plain = await person(browser, house, { email: 'helene.marchand@operateur.example', script: false });
  await plain.goto(shared);
  assert.equal(await plain.locator('.av-mark--current').count(), 1);
  await check(plain, 'looking/plain-image');
  await plain.goto(moment);
  assert.match(await plain.locator('video').getAttribute('src'), /#t=1,3$/);
  await plain.fill('#f-remark', 'Sans script.');
  await plain.fill('#f-place', '0:02');
  await plain.locator('button[value=remark]').click();
  await said(plain, /remarque est enregistrée/);
  assert.equal(await plain.locator('.av-moments a').count(), 2);
});

test('two versions are compared, side by side then one over the other', { timeout: 300_000 }, async () => {
  const pieces = await makePieces(browser);
  const email = 'bastien.lorme@atelier-orme.example';
  const plain = await person(browser, house, { email, script: false });
  await plain.goto('/dossiers');
  await plain.locator('main').getByRole('link', { name: 'Orme Cabinet Windows Site Web', exact: true }).click();
  await plain.locator('main').getByRole('link', { name: 'Portabilité', exact: true }).click();
  const chapter = plain.url();
  const slot = plain.locator('li.av-slot').filter({ has: plain.locator('input[type=file][accept*=".png"]') }).first();
  const desk = await slot.getByRole('link', { name: /^Lien, pièce existante/ }).getAttribute('href');
  for (const piece of [pieces.screen, pieces.corrected]) {
    await plain.goto(desk);
    await plain.locator('#deposer input[type=file]').setInputFiles(piece);
    await plain.locator('#deposer').getByRole('button', { name: 'Envoyer' }).click();
    await plain.getByText(piece.name).first().waitFor();
  }
  // The check on arrival draws a small picture; it comes with the list of proofs.
  const small = plain.locator(`.av-slot__files img.av-thumb`).first();
  for (let left = 60; !(await small.count()); left -= 1) {
    assert.ok(left > 0, 'no small picture came');
    await plain.waitForTimeout(500);
    await plain.goto(chapter);
  }
  await small.scrollIntoViewIfNeeded();
  const drawn = await plain.request.get(await small.getAttribute('src'));
  assert.equal(drawn.headers()['content-type'], 'image/jpeg');
  assert.ok((await drawn.body()).length < 20_000);
  await check(plain, 'looking/thumbnails');
  await plain.goto(desk);
  const link = plain.getByRole('link', { name: 'Comparer les versions' });
  const address = await link.getAttribute('href');
  await link.click();
  assert.equal(await plain.locator('[data-compare] img').count(), 2);
  await check(plain, 'looking/compare-plain');

  const page = await person(browser, house, { email });
  await page.goto(address);
  await page.getByRole('button', { name: 'Superposer les deux images' }).click();
  await page.locator('input[type=range]').fill('30');
  assert.equal(await page.locator('[data-compare] img').nth(1).evaluate((image) => image.style.opacity), '0.3');
  const [under, over] = await page.locator('[data-compare] img').evaluateAll((all) => all.map((image) => image.getBoundingClientRect().toJSON()));
  assert.deepEqual([over.x, over.y], [under.x, under.y], 'one lies over the other');
  await check(page, 'looking/compare-overlay');
});
