// The FAQ in a real browser, with and without JavaScript: searching, opening, telling that
// nothing was opened, and the rooms of the editors.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { openHouse } from './house.mjs';
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

const editor = 'nadia.forest@operateur.example';

/** The archive with some words of one of its files, packed as they are, replaced by as many octets. */
function changed(archive, name, from, to) {
  const octets = Buffer.from(archive);
  const central = octets.lastIndexOf(name) - 46;
  const size = octets.readUInt32LE(central + 24);
  const local = octets.readUInt32LE(central + 42);
  const start = local + 30 + octets.readUInt16LE(local + 26) + octets.readUInt16LE(local + 28);
  const content = octets.subarray(start, start + size);
  const before = Buffer.alloc(4);
  before.writeUInt32LE(crc32(content));
  content.write(to, content.indexOf(from));
  const after = Buffer.alloc(4);
  after.writeUInt32LE(crc32(content));
  for (let at = octets.indexOf(before); at >= 0; at = octets.indexOf(before, at + 4)) after.copy(octets, at);
  return octets;
}

for (const script of [true, false]) {
  const how = script ? 'with' : 'without';
  test(`a question typed with a mistake is answered ${how} JavaScript`, { timeout: 300_000 }, async () => {
    const page = await person(browser, house, { script });
    await page.goto('/faq');
    await page.fill('#f-q', 'uplaod coupé');
    // With JavaScript, suggestions are open over the button: people press Enter.
    if (script) await page.press('#f-q', 'Enter');
    else await page.getByRole('button', { name: 'Chercher' }).first().click();
    await page.waitForURL(/q=uplaod/);
    const first = page.locator('details[data-answer]').first();
    assert.match(await first.locator('summary').innerText(), /envoi s’est interrompu/);
    await first.locator('summary').click();
    assert.ok(await first.locator('.av-answer').isVisible());
    await check(page, `faq/recherche-${how}`);
    await page.goto('/faq?theme=depot&theme=inconnu');
    assert.match(await page.locator('main').innerText(), /filtre inconnu/);
    await check(page, `faq/filtres-${how}`);
    await page.goto('/faq?q=zzinteropzz');
    await check(page, `faq/rien-${how}`);
    for (const slug of ['formats-et-tailles-acceptes', 'empreinte-sha256', 'criticite-cvss', 'chapitre-impossible-a-soumettre', 'etapes-referencement', 'lire-identifiant-exigence', 'preuves-alternatives-cas', 'severite-regles-test-intrusion', 'qui-est-mon-contact', 'jalons-date-heure']) {
      await page.goto(`/faq/${slug}`);
      assert.ok((await page.locator('.av-answer').first().innerText()).length > 100, slug);
      await check(page, `faq/${slug}-${how}`);
    }
  });
}

test('a page of results tells whether something was opened when it is left', { timeout: 120_000 }, async () => {
  const page = await person(browser, house);
  const told = [];
  page.context().on('request', (request) => {
    if (request.url().endsWith('/faq/recherches')) told.push(request.postData());
  });
  // The browser tells it on its way out, where a test no longer sees: it is made to say so here.
  const leave = async () => {
    const sent = page.waitForResponse((answer) => answer.url().endsWith('/faq/recherches'));
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')));
    assert.equal((await sent).status(), 204);
  };
  await page.goto('/faq?q=pentest');
  await page.waitForLoadState('networkidle');
  await leave();
  await page.locator('details[data-answer] summary').first().click();
  await page.locator('details[data-answer][open] .av-answer').first().waitFor();
  await leave();
  assert.deepEqual(told, ['q=pentest&ouverte=non', 'q=pentest&ouverte=oui']);
});

test('editors see what an archive would change, their links and the requirements that changed', { timeout: 300_000 }, async () => {
  const page = await person(browser, house, { email: editor });
  await page.goto('/faq/redaction');
  const archive = await (await page.request.get('/faq/redaction/dossier.zip')).body();
  await page.getByRole('link', { name: 'Importer un dossier (ZIP)' }).click();
  await check(page, 'faq/importer');
  await page.setInputFiles('#f-archive', { name: 'faq.zip', mimeType: 'application/zip', buffer: archive });
  await page.getByRole('button', { name: 'Voir ce qui changerait' }).click();
  await page.getByText('Cette archive ne change rien.').waitFor();
  await check(page, 'faq/apercu-identique');

  await page.getByRole('button', { name: 'Abandonner' }).click();
  await said(page, /abandonné/);
  await page.goto('/faq/redaction/importer');
  await page.setInputFiles('#f-archive', { name: 'notes.zip', mimeType: 'application/zip', buffer: Buffer.from('rien') });
  await page.getByRole('button', { name: 'Voir ce qui changerait' }).click();
  await page.getByText('n’est pas une archive ZIP lisible').waitFor();
  await check(page, 'faq/apercu-illisible');

  await page.goto('/faq/redaction/reponse/criticite-cvss');
  const text = await page.locator('#f-reponse').inputValue();
  await page.locator('#f-reponse').fill(`${text}\n\nVoir [perdue](/faq/perdue) et [un site](https://site.example/).`);
  await page.locator('button[value=publier]').click();
  await said(page, /en ligne/);
  await page.goto('/faq/redaction/liens');
  assert.match(await page.locator('main').innerText(), /Mort/);
  await check(page, 'faq/liens');
  await page.getByRole('button', { name: 'Contrôler de nouveau' }).click();
  await said(page, /seront contrôlés/);

  // One word changed in the folder: it is shown, applied as shown, and read.
  await page.goto('/faq/redaction/importer');
  const other = changed(archive, 'entries/empreinte-sha256.md', 'suite de 64', 'suite de 99');
  await page.setInputFiles('#f-archive', { name: 'faq.zip', mimeType: 'application/zip', buffer: other });
  await page.getByRole('button', { name: 'Voir ce qui changerait' }).click();
  await page.getByText('1 réponse changée').waitFor();
  assert.equal(await page.locator('ins').first().innerText(), '99');
  await check(page, 'faq/apercu');
  await page.getByRole('button', { name: 'Appliquer ces changements' }).click();
  await said(page, /import est appliqué/);
  await page.goto('/faq/empreinte-sha256');
  assert.match(await page.locator('.av-answer').innerText(), /suite de 99/);
  await page.goto('/faq/redaction/exigences');
  await check(page, 'faq/exigences');
  await page.goto('/faq/a-ameliorer');
  await check(page, 'faq/a-ameliorer');
});
