// Everything by keyboard: an examiner judges three proofs, a vendor fills a chapter and submits
// it. At each stop of the Tab key the focus shows; nothing holds it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse } from './house.mjs';
import { makePieces } from './pieces.mjs';
import { check, openBrowser, person, said, tabTo } from './visit.mjs';

let house;
let browser;
let pieces;
before(async () => {
  house = await openHouse();
  browser = await openBrowser();
  pieces = await makePieces(browser);
});
after(async () => {
  await browser?.close();
  await house?.stop();
});

const link = (page, name, within = 'main') => page.locator(within).getByRole('link', typeof name === 'string' ? { name, exact: true } : { name });
const button = (page, name) => page.locator('main').getByRole('button', { name });
/** Presses a key that leads to another page. */
const go = (page, key) => Promise.all([page.waitForEvent('load'), page.keyboard.press(key)]);
/** Waits until the shortcuts of the page answer. */
const ready = (page) => page.locator('[data-shortcuts-open]:not([hidden])').waitFor();

test('an examiner judges three proofs without a mouse', { timeout: 300_000 }, async () => {
  const page = await person(browser, house, { email: 'helene.marchand@operateur.example' });
  await page.goto('/instruction');
  await ready(page);

  await page.keyboard.press('Tab');
  assert.ok(await page.getByRole('link', { name: 'Aller au contenu' }).evaluate((a) => a === document.activeElement && a.getBoundingClientRect().top >= 0));
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'content', 'the skip link leads to the content');

  await page.keyboard.press('/');
  await page.keyboard.type('Hébergement');
  await go(page, 'Enter');
  await tabTo(page, link(page, 'D-0001'));
  await go(page, 'Enter');
  await tabTo(page, link(page, 'Chapitres', '.av-tabs'));
  await go(page, 'Enter');
  await tabTo(page, link(page, 'Projet personnalisé et coordination'));
  await go(page, 'Enter');
  await ready(page);

  await page.keyboard.press('?');
  const help = page.locator('#shortcuts');
  await help.waitFor({ state: 'visible' });
  assert.match(await help.innerText(), /j.*Suivante.*c.*Conforme/s);
  await check(page, 'keyboard/raccourcis');
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'hidden' });

  const given = [];
  for (const act of ['conform', 'changes', 'conform']) {
    for (let step = 0; step < 40 && !(await page.locator('button[name=verdict]').count()); step++) {
      await ready(page);
      await go(page, 'j');
    }
    await ready(page);
    given.push(new URL(page.url()).searchParams.get('preuve') ?? (await page.locator('[aria-current=true]').last().innerText()));
    if (act === 'changes') {
      await page.keyboard.press('r');
      await page.keyboard.type('La date de la capture manque : c’est x jours trop tard, k.');
      assert.match(await page.locator('#f-remark').inputValue(), /jours trop tard, k\.$/, 'letters typed in a field are letters');
      await page.keyboard.press('Escape');
      await go(page, 'x');
    } else {
      await go(page, 'c');
    }
    await said(page, /verdict est enregistré/);
  }
  assert.equal(new Set(given).size, 3, `three proofs were judged: ${given}`);
  await ready(page);
  await go(page, 'k');
  await check(page, 'keyboard/juge');
  assert.match(await page.locator('main').innerText(), /brouillon, non envoyé/);
});

test('an examiner quotes an answer of the FAQ in a request with two keys', { timeout: 300_000 }, async () => {
  const page = await person(browser, house, { email: 'helene.marchand@operateur.example' });
  await page.goto('/instruction');
  const applications = await page.locator('main').getByRole('link', { name: /^D-\d+$/ }).evaluateAll((links) => links.map((a) => a.getAttribute('href')));
  let desk = '';
  for (const application of applications) {
    await page.goto(`${application}/chapitres`);
    const chapters = await page.locator('main a[href*="/chapitres/"]').evaluateAll((links) => [...new Set(links.map((a) => a.getAttribute('href').split('?')[0]))]);
    for (const chapter of chapters) {
      await page.goto(chapter);
      const proofs = await page.locator('.av-desk__slots a').evaluateAll((links) => links.map((a) => a.getAttribute('href')));
      for (const proof of proofs) {
        if (!/SSI|PSC|MSS|DMP|INS/.test(proof)) continue;
        await page.goto(proof);
        if ((await page.locator('#f-remark').count()) && (await page.locator('[data-cite="f-remark"]').count())) desk = page.url();
        if (desk) break;
      }
      if (desk) break;
    }
    if (desk) break;
  }
  assert.ok(desk, 'no proof to judge has an answer beside it');
  await ready(page);

  // In the request for changes: one key, and the answer is quoted.
  await page.keyboard.press('1');
  const remark = await page.locator('#f-remark').inputValue();
  assert.match(remark, /\?\s+http:\/\/\S+\/faq\/[a-z0-9-]+$/, 'the question and its whole address');
  await page.keyboard.press('Escape');

  // In a question with a due date: two keys.
  await go(page, 'd');
  await ready(page);
  await page.keyboard.press('1');
  assert.equal(await page.locator('#f-request-body').inputValue(), remark);
  assert.ok(await page.locator('#f-request-body').evaluate((field) => field === document.activeElement));
  assert.notEqual(await page.locator('input[name=slot]').inputValue(), '', 'the proof is named');
  await check(page, 'keyboard/citer');
});

test('a vendor fills a chapter and submits it without a mouse', { timeout: 300_000 }, async () => {
  const page = await person(browser, house, { email: 'bastien.lorme@atelier-orme.example' });
  // Listened to from the start: the browser is told to leave its own window closed.
  const chosen = new Promise((resolve) => page.on('filechooser', resolve));
  await page.goto('/dossiers');
  await tabTo(page, link(page, 'Orme Cabinet Windows Site Web'));
  await go(page, 'Enter');
  await tabTo(page, link(page, 'Portabilité'));
  await go(page, 'Enter');
  await ready(page);

  const first = page.locator('li.av-slot').nth(0);
  await tabTo(page, first.locator('input[type=file]'));
  await page.keyboard.press('Enter');
  const chooser = await chosen;
  const accepted = await first.locator('input[type=file]').getAttribute('accept');
  const piece = accepted.includes('.png') ? pieces.screen : accepted.includes('.pdf') ? pieces.document : pieces.log;
  await chooser.setFiles(piece);
  await tabTo(page, first.getByRole('button', { name: 'Envoyer' }));
  await page.keyboard.press('Enter');
  await first.locator('.av-slot__files').getByRole('link', { name: piece.name, exact: true }).waitFor();
  await page.waitForLoadState();
  await ready(page);

  await tabTo(page, page.locator('li.av-slot').nth(1).getByRole('link', { name: /^Lien, pièce existante/ }));
  await go(page, 'Enter');
  await tabTo(page, page.getByLabel(/^Non applicable/));
  await page.keyboard.type('La solution ne garde aucune donnée : il n’y a rien à reprendre.');
  await tabTo(page, button(page, 'Déclarer non applicable'));
  await go(page, 'Enter');
  await said(page, /justification/);
  await ready(page);

  await tabTo(page, button(page, 'Soumettre le chapitre'));
  await page.keyboard.press('Enter');
  const question = page.locator('#confirmation');
  await question.waitFor({ state: 'visible' });
  await check(page, 'keyboard/confirmation');
  await tabTo(page, question.getByRole('button', { name: 'Confirmer' }));
  await go(page, 'Enter');
  assert.match(page.url(), /accuses/);
  assert.ok((await page.locator('main').innerText()).includes(piece.name));
});

test('the Tab key crosses every page of work to its end', { timeout: 300_000 }, async () => {
  const page = await person(browser, house, { email: 'helene.marchand@operateur.example' });
  await page.goto('/instruction?tout=1');
  const dossier = await link(page, 'D-0001').getAttribute('href');
  for (const path of ['', '/chapitres', '/chapitres/dossier-medical-partage', '/echanges', '/journal']) {
    await page.goto(dossier + path);
    await ready(page);
    await tabTo(page, '[data-shortcuts-open]', 400);
  }
});
