// What is changed afterwards, by people in a browser: questions that depend on others, profiles,
// pieces taken over, a content erased, a session that ends during a deposit without JavaScript.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, password } from './house.mjs';
import { check, follow, openBrowser, person, said, send } from './visit.mjs';

const goulven = 'goulven.carrec@brisants.example';
const anouk = 'anouk.delmas@lilas-sante.example';
const bastien = 'bastien.lorme@atelier-orme.example';
const nadia = 'nadia.forest@operateur.example';

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

const enter = (email, more) => person(browser, house, { email, ...more });
async function dossier(page, product) {
  await page.goto('/dossiers');
  return page.getByRole('link', { name: product, exact: true }).getAttribute('href');
}
const picture = (name, tail) => ({
  name,
  mimeType: 'image/png',
  buffer: Buffer.concat([Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'), Buffer.from(tail)]),
});

test('a question that depends on another comes and goes with its answer', { timeout: 120_000 }, async () => {
  const page = await enter(goulven);
  await page.goto(`${await dossier(page, 'Amarre Enfance Windows Site Web')}/eligibilite`);
  const field = page.locator('#f-third_party_nil');
  const first = page.getByRole('group', { name: /composant tiers déjà/ });
  await first.getByLabel('Non').check({ force: true });
  await field.waitFor({ state: 'hidden' });
  assert.ok(await field.isDisabled(), 'what is not seen is not sent');
  await first.getByLabel('Oui').check({ force: true });
  await field.waitFor({ state: 'visible' });
  assert.ok(!(await field.isDisabled()));
  await check(page, 'apres/question-liee');
  await page.context().close();

  // Without script it stands folded, within reach of the keyboard.
  const plain = await enter(goulven, { script: false });
  await plain.goto(`${await dossier(plain, 'Amarre Enfance Windows Site Web')}/eligibilite`);
  await plain.getByRole('group', { name: /composant tiers déjà/ }).getByLabel('Non').check({ force: true });
  await send(plain, 'Enregistrer', 'form[data-draft=eligibilite]');
  const folded = plain.locator('details[data-when]').filter({ has: plain.locator('#f-third_party_nil') });
  await folded.locator('summary').press('Enter');
  await plain.locator('#f-third_party_nil').waitFor({ state: 'visible' });
  await check(plain, 'apres/question-repliee');
  await plain.context().close();
});

for (const script of [false, true]) {
  test(`the effects of a change of profiles are read, then confirmed, ${script ? 'with' : 'without'} JavaScript`, { timeout: 120_000 }, async () => {
    const page = await enter(bastien, { script });
    await page.goto(`${await dossier(page, 'Orme Cabinet Windows Site Web')}/eligibilite`);
    await follow(page, 'Changer un profil ou une déclaration');
    await check(page, `apres/profils-${script ? 'script' : 'plain'}`);
    const boxes = page.locator('input[name=profile]');
    const optional = boxes.nth((await boxes.count()) - 1);
    const was = await optional.isChecked();
    await optional.setChecked(!was, { force: true });
    await send(page, 'Voir les effets');
    await check(page, `apres/effets-${script ? 'script' : 'plain'}`);
    assert.match(await page.locator('main').innerText(), /Ce que ce changement fera/);
    await send(page, 'Modifier mes réponses');
    assert.equal(await page.locator('input[name=profile]').nth((await boxes.count()) - 1).isChecked(), !was, 'the answer is kept');
    await send(page, 'Voir les effets');
    await send(page, 'Confirmer le changement');
    await said(page, /Le changement est enregistré/);
    await page.context().close();
  });
}

test('what was deposited is found again, taken over, and erased when it must be', { timeout: 180_000 }, async () => {
  const page = await enter(bastien, { script: false });
  const here = `${await dossier(page, 'Orme Cabinet Windows Site Web')}/chapitres/tableau-de-bord-des-services-socles`;
  await page.goto(here);
  const slots = page.locator('li.av-slot').filter({ has: page.locator('input[accept*=".png"]') });
  const [first, second] = [slots.nth(0), slots.nth(1)];
  const secondKey = await second.locator('.av-slot__head strong').innerText();
  const name = 'écran avec un vrai nom.png';
  await first.locator('input[type=file]').setInputFiles(picture(name, 'réel'));
  await Promise.all([page.waitForEvent('load'), first.getByRole('button', { name: 'Envoyer' }).click()]);
  await said(page, /reçu/);

  await page.goto(here);
  const other = page.locator('li.av-slot').filter({ has: page.getByRole('link', { name: secondKey, exact: true }) });
  await Promise.all([page.waitForEvent('load'), other.getByRole('link', { name: /Déjà déposé/ }).click()]);
  await page.getByRole('searchbox').fill('VRAI nom');
  await send(page, 'Chercher');
  await check(page, 'apres/deja-depose');
  await send(page, new RegExp('Lier cette pièce'));
  await said(page, /liée/);
  await page.context().close();

  const admin = await enter(nadia);
  await admin.goto(`${here}?preuve=${encodeURIComponent(secondKey)}`);
  await Promise.all([admin.waitForEvent('load'), admin.getByRole('link', { name: /Effacer le contenu/ }).click()]);
  await check(admin, 'apres/effacer');
  await admin.getByLabel(/^Motif/).fill('Un vrai nom figure à l’écran');
  await admin.getByLabel(/Je confirme/).check({ force: true });
  await send(admin, 'Effacer le contenu');
  await said(admin, /Une mention reste/);
  await admin.goto(`${here}?preuve=${encodeURIComponent(secondKey)}`);
  assert.match(await admin.locator('main').innerText(), /Contenu effacé le .* Un vrai nom figure/s);
  await check(admin, 'apres/efface');
  await admin.context().close();
});

test('a session that ends during a deposit without JavaScript says which file is to be sent again', { timeout: 120_000 }, async () => {
  const page = await enter(anouk, { script: false });
  const here = `${await dossier(page, 'Carnet Lilas Hébergement Windows Site Web')}/chapitres`;
  await page.goto(here);
  const chapters = await page.locator('.av-table th a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  let chapter;
  for (const href of chapters) {
    await page.goto(href);
    if ((await page.locator('li.av-slot input[type=file]').count()) > 0) {
      chapter = href;
      break;
    }
  }
  assert.ok(chapter, 'a chapter that takes files');
  await page.locator('li.av-slot input[type=file]').first().setInputFiles(picture('perdu.png', 'x'));
  await page.context().clearCookies();
  await Promise.all([page.waitForEvent('load'), page.locator('li.av-slot').filter({ has: page.locator('input[type=file]') }).first().getByRole('button', { name: 'Envoyer' }).click()]);
  assert.match(await page.locator('main').innerText(), /perdu\.png n’a pas été reçu/);
  await check(page, 'apres/depot-session-finie');
  await page.fill('#f-email', anouk);
  await page.fill('#f-password', password);
  await send(page, 'Se connecter');
  assert.equal(new URL(page.url()).pathname, chapter, 'back where the file is to be chosen');
  await page.context().close();
});
