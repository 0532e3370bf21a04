// A file that the antivirus sets aside, as the vendor, an examiner and an administrator see it,
// in both languages. With a real clamd when AVAL_TEST_CLAMD names one (scripts/clamd-for-tests),
// else with one made up here, which finds the same marker.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { openHouse } from './house.mjs';
import { check, openBrowser, person, picture, said, send } from './visit.mjs';

const bastien = 'bastien.lorme@atelier-orme.example';
const nadia = 'nadia.forest@operateur.example';
const marker = 'aval marker to be set aside';

let house;
let browser;
let made;
before(async () => {
  let clamd = process.env.AVAL_TEST_CLAMD;
  if (!clamd) {
    made = await madeUp();
    clamd = `tcp://127.0.0.1:${made.address().port}`;
  }
  house = await openHouse({ AVAL_CLAMD: clamd });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await house?.stop();
  made?.close();
});

/** Answers VERSION, and INSTREAM once the empty part has come. */
function madeUp() {
  const server = createServer((line) => {
    let heard = Buffer.alloc(0);
    line.on('error', () => {});
    line.on('data', (octets) => {
      heard = Buffer.concat([heard, octets]);
      if (heard.subarray(0, 9).toString() === 'zVERSION\0') line.end('ClamAV 1.0/1/today\0');
      else if (heard.subarray(-4).equals(Buffer.alloc(4))) line.end(heard.includes(marker) ? 'stream: Aval.Test.Marker.UNOFFICIAL FOUND\0' : 'stream: OK\0');
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** Loads a page again until it says these words. */
async function until(page, address, words) {
  for (let tries = 0; tries < 60; tries += 1) {
    await page.goto(address);
    if (words.test(await page.locator('main').innerText())) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  assert.fail(`${address} never says ${words}: ${(await page.locator('main').innerText()).slice(0, 800)}`);
}

test('a file that is set aside is read by nobody until an administrator gives it back', { timeout: 240_000 }, async () => {
  const vendor = await person(browser, house, { email: bastien, script: false });
  await vendor.goto('/dossiers');
  const dossier = await vendor.getByRole('link', { name: 'Orme Cabinet Windows Site Web', exact: true }).getAttribute('href');
  const chapter = `${dossier}/chapitres/tableau-de-bord-des-services-socles`;
  await vendor.goto(chapter);
  const slot = vendor.locator('li.av-slot').filter({ has: vendor.locator('input[accept*=".png"]') }).first();
  const key = await slot.locator('.av-slot__head strong').innerText();
  const screen = await picture(vendor);
  const buffer = Buffer.concat([screen, Buffer.from(marker)]);
  await slot.locator('input[type=file]').setInputFiles({ name: 'écran.png', mimeType: 'image/png', buffer });
  await Promise.all([vendor.waitForEvent('load'), slot.getByRole('button', { name: 'Envoyer' }).click()]);
  await said(vendor, /reçu/);

  await until(vendor, chapter, /Mis de côté/);
  const line = vendor.locator('li.av-slot').filter({ hasText: key }).locator('.av-slot__files li').filter({ hasText: 'écran.png' });
  assert.match(await line.innerText(), /Exportez le fichier de nouveau/);
  assert.doesNotMatch(await vendor.content(), /Aval\.Test|virus trouvé|infecté/i, 'no alarm and no name');
  await check(vendor, 'antivirus/chapitre');
  const piece = await line.getByRole('link', { name: 'écran.png', exact: true }).getAttribute('href');
  const answer = await vendor.goto(piece);
  assert.equal(answer.status(), 403);
  await check(vendor, 'antivirus/mis-de-cote');
  const desk = `${chapter}?preuve=${encodeURIComponent(key)}`;
  const english = await person(browser, house, { email: bastien, script: false, language: 'en-GB' });
  await english.goto(`${desk}&lang=en`);
  assert.match(await english.locator('main').innerText(), /Set aside/);
  await check(english, 'antivirus/desk-en');
  await english.goto(piece);
  await check(english, 'antivirus/set-aside-en');
  await english.context().close();

  const admin = await person(browser, house, { email: nadia });
  await admin.goto('/administration');
  assert.match(await admin.locator('main').innerText(), /1 fichier est mis de côté/);
  await admin.goto('/administration/antivirus');
  assert.match(await admin.locator('main').innerText(), /Aval\.Test\.Marker/);
  await check(admin, 'antivirus/administration');
  await admin.goto('/administration/antivirus?lang=en');
  await check(admin, 'antivirus/administration-en');
  await admin.goto('/administration/antivirus?lang=fr');
  await Promise.all([admin.waitForEvent('load'), admin.locator('main tbody th a').first().click()]);
  await check(admin, 'antivirus/fichier');
  await admin.getByLabel(/^Motif/).fill('Marqueur d’essai, vérifié avec l’éditeur');
  await send(admin, 'Rendre le fichier');
  await said(admin, /Le fichier est rendu/);
  await check(admin, 'antivirus/rendu');
  await admin.goto(desk);
  assert.match(await admin.locator('main').innerText(), /constaté une erreur/);
  await check(admin, 'antivirus/lu-de-nouveau');
  await admin.context().close();
  assert.equal((await vendor.goto(chapter)).status(), 200);
  assert.doesNotMatch(await vendor.locator('main').innerText(), /Mis de côté/);
  await vendor.context().close();
});
