// What goes wrong, and what people find then: nothing lost, nothing done twice, nothing told
// to those whom it does not concern.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openHouse, password } from './house.mjs';
import { makePieces } from './pieces.mjs';
import { check, follow, openBrowser, person, said, send } from './visit.mjs';

const goulven = 'goulven.carrec@brisants.example';
const mireille = 'mireille.santoni@brisants.example';
const anouk = 'anouk.delmas@lilas-sante.example';
const bastien = 'bastien.lorme@atelier-orme.example';

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

const enter = (email, more) => person(browser, house, { email, ...more });
/** The address of an application of a person, by its product. */
async function dossier(page, product) {
  await page.goto('/dossiers');
  return page.getByRole('link', { name: product, exact: true }).getAttribute('href');
}
const csrf = (page) => page.locator('input[name=csrf]').first().inputValue();

for (const script of [false, true]) {
  test(`a session that ends in the middle of a long form gives back what was typed, ${script ? 'with' : 'without'} JavaScript`, { timeout: 120_000 }, async () => {
    const page = await enter(goulven, { script });
    const here = `${await dossier(page, 'Amarre Enfance Windows Site Web')}/eligibilite`;
    await page.goto(here);
    const version = script ? '1.5.1' : '1.5.0';
    await page.getByLabel(/^Numéro de version technique/).fill(version);
    await page.getByLabel(/^NIE/).fill('FICTIF-NIE-0598-BIS « essai » & <b>');

    // The session is closed elsewhere; this tab still shows the form and still sends its cookie.
    const cookies = await page.context().cookies();
    const tab = await page.context().newPage();
    await tab.goto('/compte');
    await tab.context().request.post('/deconnexion', { form: { csrf: await csrf(tab) }, headers: { origin: house.base } });
    await tab.close();
    await page.context().addCookies(cookies);

    await send(page, 'Enregistrer', 'form[data-draft=eligibilite]');
    assert.match(await page.locator('main').innerText(), /ce que vous aviez saisi est gardé/);
    await check(page, `trouble/session-finie-${script ? 'script' : 'plain'}`);
    await page.fill('#f-email', goulven);
    await page.fill('#f-password', password);
    await send(page, 'Se connecter');
    await check(page, `trouble/reprendre-${script ? 'script' : 'plain'}`);
    assert.ok((await page.locator('main').innerText()).includes(version), 'what was typed is shown before it is sent');
    await send(page, 'Envoyer maintenant');
    await page.goto(here);
    assert.equal(await page.getByLabel(/^Numéro de version technique/).inputValue(), version);
    assert.equal(await page.getByLabel(/^NIE/).inputValue(), 'FICTIF-NIE-0598-BIS « essai » & <b>');
    await page.context().close();
  });
}

test('a page that somebody else has overtaken loses nothing and overwrites nothing', { timeout: 120_000 }, async () => {
  const [one, other] = [await enter(goulven), await enter(mireille)];
  const here = `${await dossier(one, 'Amarre Enfance Windows Site Web')}/eligibilite`;
  await one.goto(here);
  await other.goto(here);
  await one.getByLabel(/^NIL du composant tiers/).fill('FICTIF-NIL-0211-07');
  await one.getByLabel(/^NIL\s: numéro/).fill('FICTIF-NIL-0598-77');
  await send(one, 'Enregistrer', 'form[data-draft=eligibilite]');
  await said(one, /enregistrées/);

  await other.getByLabel(/^NIL du composant tiers/).fill('FICTIF-NIL-0211-99');
  const [answer] = await Promise.all([
    other.waitForResponse((response) => response.request().method() === 'POST'),
    send(other, 'Enregistrer', 'form[data-draft=eligibilite]'),
  ]);
  assert.equal(answer.status(), 409);
  await check(other, 'trouble/conflit');
  const told = await other.locator('main').innerText();
  assert.match(told, /Goulven Carrec/, 'who changed it is said');
  const kept = await other.locator('main textarea').evaluateAll((all) => all.map((area) => area.value));
  assert.ok(kept.includes('FICTIF-NIL-0211-99'), `what was typed is there to be copied: ${kept}`);
  await follow(other, 'Ouvrir l’état actuel');
  assert.equal(await other.getByLabel(/^NIL\s: numéro/).inputValue(), 'FICTIF-NIL-0598-77', 'what she did not touch is as he saved it');
  // Her own words come back with a notice; she forgets them and sees what stands.
  await Promise.all([other.waitForEvent('load'), other.getByRole('button', { name: 'Oublier cette saisie' }).click()]);
  assert.equal(await other.getByLabel(/^NIL du composant tiers/).inputValue(), 'FICTIF-NIL-0211-07');
});

test('a double click has one effect', { timeout: 120_000 }, async () => {
  const page = await enter(anouk);
  const here = `${await dossier(page, 'Carnet Lilas Hébergement Windows Site Web')}/echanges`;
  await page.goto(here);
  const words = 'Une question posée deux fois par mégarde.';
  await page.getByLabel(/^Écrire un message/).fill(words);
  const form = page.locator('form[action$="/message"]');
  const sent = await form.evaluate((form) => Object.fromEntries(new FormData(form)));
  await form.getByRole('button', { name: 'Envoyer' }).dblclick();
  await page.waitForLoadState();
  // And the same form again, as a browser does when somebody presses « back » then « send ».
  const again = await page.context().request.post(`${here}/message`, { form: sent, headers: { origin: house.base } });
  assert.equal(again.status(), 200);
  // On a page of its own: the second click may still be on its way to this one.
  const after = await page.context().newPage();
  await after.goto(here);
  assert.equal((await after.locator('.av-message').allInnerTexts()).filter((text) => text.includes(words)).length, 1);

  // An application opened twice with one form is one application.
  const opener = await enter(bastien);
  await opener.goto('/dossiers/nouveau');
  await opener.getByLabel(/^Nom du produit/).fill('Orme Double Windows Site Web');
  await opener.getByLabel(/^Dispositif/).selectOption({ index: 1 });
  await opener.locator('main form button[type=submit]').dblclick();
  await opener.waitForURL(/\/dossiers\/[0-9a-f-]{36}/);
  const list = await opener.context().newPage();
  await list.goto('/dossiers');
  assert.equal(await list.getByRole('link', { name: 'Orme Double Windows Site Web' }).count(), 1);
});

test('what belongs to another vendor is as unknown as what does not exist', { timeout: 180_000 }, async () => {
  const owner = await enter(anouk);
  const theirs = await dossier(owner, 'Carnet Lilas Hébergement Windows Site Web');
  await owner.goto(`${theirs}/chapitres/dossier-medical-partage`);
  const piece = await owner.locator('.av-slot__files a[href*="/pieces/"]').first().getAttribute('href');

  const page = await enter(goulven);
  const nothing = '/dossiers/01999999-9999-7999-9999-999999999999';
  const read = async (address) => {
    const answer = await page.goto(address);
    return { status: answer.status(), text: (await page.locator('body').innerText()).replace(/\d{1,2} h \d{2}/g, 'hh') };
  };
  const unknown = await read(nothing);
  await check(page, 'trouble/introuvable');
  assert.equal(unknown.status, 404);
  for (const path of ['', '/candidature', '/eligibilite', '/chapitres', '/chapitres/dossier-medical-partage', '/chapitres/dossier-medical-partage?preuve=DMP/CONF.10.01.01', '/echanges', '/equipe', '/journal', '/decision', '/accuses/3', '/fichiers/obsolete_versions', '/homologations/insi']) {
    assert.deepEqual(await read(theirs + path), unknown, `${path} of another vendor tells nothing`);
  }
  const file = await page.context().request.get(piece);
  assert.equal(file.status(), 404);
  const key = await csrf(page);
  for (const [path, form] of [
    ['/charte', { engage: 'yes' }],
    ['/echanges/message', { body: 'Bonjour' }],
    ['/chapitres/dossier-medical-partage/soumettre', {}],
    ['/verdict?preuve=DMP/CONF.10.01.01', { verdict: 'conform' }],
    ['/decision', { outcome: 'granted', reasons: 'oui' }],
  ]) {
    const ours = await page.context().request.post(theirs + path, { form: { csrf: key, ...form }, headers: { origin: house.base } });
    const none = await page.context().request.post(nothing + path, { form: { csrf: key, ...form }, headers: { origin: house.base } });
    assert.deepEqual([ours.status(), none.status()], [404, 404], path);
  }
  // A vendor neither judges nor decides on their own application.
  const own = await dossier(page, 'Amarre Enfance Windows Site Web');
  await page.goto(own);
  for (const [path, form] of [['/eligibilite/decision', { outcome: 'eligible' }], ['/decision', { outcome: 'granted', reasons: 'oui' }]]) {
    const answer = await page.context().request.post(own + path, { form: { csrf: key, ...form }, headers: { origin: house.base } });
    assert.equal(answer.status(), 403, path);
  }
});

test('an identifier that nobody knows gives a page that helps', { timeout: 120_000 }, async () => {
  const page = await enter(anouk);
  const mine = await dossier(page, 'Carnet Lilas Hébergement Windows Site Web');
  for (const address of [
    '/nulle-part', '/dossiers/0', '/dossiers/../../etc/passwd', `${mine}/nulle-part`, `${mine}/chapitres/nulle-part`,
    `${mine}/chapitres/dossier-medical-partage?preuve=NULLE.PART`, `${mine}/accuses/99999`, `${mine}/accuses/zero`,
    `${mine}/pieces/01999999-9999-7999-9999-999999999999/1`, `${mine}/remplacer/01999999-9999-7999-9999-999999999999`,
    `${mine}/fichiers/nulle_part`, `${mine}/homologations/nulle_part`, '/registre/NULLE-PART', '/registre/%00', '/static/../Cargo.toml',
  ]) {
    const answer = await page.goto(address);
    assert.equal(answer.status(), 404, address);
    assert.match(await page.locator('main').innerText(), /Ce que vous pouvez faire/, address);
  }
});

test('a file that cannot be taken is refused with a sentence, and the others stay', { timeout: 240_000 }, async () => {
  const room = mkdtempSync(path.join(tmpdir(), 'aval-pieces-'));
  try {
    const heavy = path.join(room, 'trop-lourd.pdf');
    writeFileSync(heavy, '%PDF-1.7\n');
    truncateSync(heavy, 51 * 1024 * 1024);
    const plain = await enter(bastien, { script: false });
    const here = `${await dossier(plain, 'Orme Cabinet Windows Site Web')}/chapitres/securite-des-systemes-d-information`;
    const slot = (page) => page.locator('li.av-slot').filter({ has: page.getByRole('link', { name: 'SSI/GEN.01.01.01', exact: true }) });
    const put = async (file) => {
      await plain.goto(here);
      await slot(plain).locator('input[type=file]').setInputFiles(file);
      await Promise.all([plain.waitForEvent('load'), slot(plain).getByRole('button', { name: 'Envoyer' }).click()]);
      return plain.locator('main').innerText();
    };
    assert.match(await put({ name: 'vide.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) }), /vide/);
    await check(plain, 'trouble/fichier-vide');
    assert.match(await put({ name: 'programme.exe', mimeType: 'application/pdf', buffer: Buffer.from('MZ') }), /format|admis/i);
    await check(plain, 'trouble/format-refuse');
    assert.match(await put(heavy), /50/);
    await check(plain, 'trouble/fichier-trop-lourd');
    await plain.goto(here);
    assert.equal(await slot(plain).locator('.av-slot__files').count(), 0, 'nothing refused was kept');

    const scripted = await enter(bastien);
    await scripted.goto(here);
    await slot(scripted).locator('input[type=file]').setInputFiles(heavy);
    await slot(scripted).getByRole('button', { name: 'Envoyer' }).click();
    await slot(scripted).locator('.av-drop__item--failed').filter({ hasText: /taille maximale/ }).waitFor();
    await slot(scripted).locator('input[type=file]').setInputFiles([{ name: 'vide.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) }]);
    await slot(scripted).getByRole('button', { name: 'Envoyer' }).click();
    await slot(scripted).locator('.av-drop__item--failed').filter({ hasText: /vide/ }).waitFor();
    await check(scripted, 'trouble/envoi-refuse');
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
});

test('no name of a file leads astray', { timeout: 180_000 }, async () => {
  const page = await enter(bastien);
  const mine = await dossier(page, 'Orme Cabinet Windows Site Web');
  const here = `${mine}/chapitres/tableau-de-bord-des-services-socles`;
  await page.goto(here);
  const key = await csrf(page);
  const slots = page.locator('li.av-slot');
  const place = await slots.filter({ has: page.locator('input[accept*=".png"]') }).first().locator('form[data-upload], form[enctype]').first().getAttribute('action');
  const names = [
    ['../../../../etc/cron.d/x.png', 'x.png'],
    ['C:\\Windows\\system32\\y.png', 'y.png'],
    ['facture\u202Egnp.exe.png', 'facturegnp.exe.png'],
    ['<img src=x onerror=alert(1)>.png', null],
    ['é́ 🩺 ﷽.png', null],
    [`${'long'.repeat(80)}.png`, null],
    ['.png', null],
    ['"; filename="z.html', null],
  ];
  for (const [name] of names) {
    const answer = await page.context().request.post(place, {
      multipart: { csrf: key, file: { name, mimeType: 'text/html', buffer: pieces.screen.buffer } },
      headers: { origin: house.base },
    });
    assert.ok(answer.status() < 500, `${name} gives ${answer.status()}`);
  }
  await page.goto(here);
  await check(page, 'trouble/noms-de-fichiers');
  const kept = page.locator('.av-slot__files a[href*="/pieces/"]');
  const shown = await kept.allInnerTexts();
  for (const [, expected] of names.filter(([, expected]) => expected)) assert.ok(shown.includes(expected), `${expected} in ${shown}`);
  for (const name of shown) {
    assert.doesNotMatch(name, /[\u0000-\u001f\u202a-\u202e\u2066-\u2069/\\]/u, name);
    assert.ok([...name].length <= 200, name);
  }
  for (const href of await kept.evaluateAll((all) => all.map((a) => a.getAttribute('href')))) {
    const answer = await page.context().request.get(href);
    assert.equal(answer.status(), 200);
    assert.doesNotMatch(answer.headers()['content-type'], /html/);
    assert.equal(answer.headers()['x-content-type-options'], 'nosniff');
  }
  // On disk, files are named by their content and nothing else.
  const disk = readdirSync(house.data, { recursive: true }).filter((name) => statSync(path.join(house.data, name)).isFile());
  assert.deepEqual(disk.filter((name) => /cron|system32|\.png$/.test(name)), []);
});

test('what was acknowledged survives a power cut', { timeout: 180_000 }, async () => {
  const page = await enter(bastien, { script: false });
  const mine = await dossier(page, 'Orme Cabinet Windows Site Web');
  const here = `${mine}/chapitres/portabilite`;
  await page.goto(here);
  const place = page.locator('li.av-slot').first();
  const accepted = await place.locator('input[type=file]').getAttribute('accept');
  const piece = accepted.includes('.png') ? pieces.screen : pieces.document;
  await place.locator('input[type=file]').setInputFiles(piece);
  await Promise.all([page.waitForEvent('load'), place.getByRole('button', { name: 'Envoyer' }).click()]);
  await said(page, /reçu/);
  await page.goto(`${mine}/echanges`);
  await page.getByLabel(/^Écrire un message/).fill('Écrit juste avant la coupure.');
  await send(page, 'Envoyer', 'form[action$="/message"]');
  await said(page, /envoyé/);

  const examiner = await enter('helene.marchand@operateur.example', { script: false });
  await examiner.goto(`${mine}/chapitres/annuaire-sante`);
  for (let step = 0; step < 10 && !(await examiner.locator('button[name=verdict]').count()); step++) await follow(examiner, /Suivante/);
  const judged = await examiner.locator('.av-desk__slots a[aria-current]').getAttribute('href');
  await Promise.all([examiner.waitForEvent('load'), examiner.locator('button[name=verdict]').first().click()]);
  await said(examiner, /verdict est enregistré/);

  await house.crash();

  await page.goto(here);
  const href = await page.locator('.av-slot__files').getByRole('link', { name: piece.name, exact: true }).getAttribute('href');
  const content = await page.context().request.get(href);
  assert.ok((await content.body()).equals(piece.buffer), 'the file is whole');
  await page.goto(`${mine}/echanges`);
  assert.match(await page.locator('main').innerText(), /Écrit juste avant la coupure\./);
  await examiner.goto(judged);
  assert.match(await examiner.locator('main').innerText(), /brouillon, non envoyé/);
});
