// A folder of files goes to its proofs: shown first, changed by hand, then sent, one by one.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openHouse } from './house.mjs';
import { makePieces } from './pieces.mjs';
import { check, openBrowser, person } from './visit.mjs';

let house;
let browser;
let folder;
before(async () => {
  house = await openHouse();
  browser = await openBrowser();
  folder = mkdtempSync(path.join(tmpdir(), 'aval-folder-'));
});
after(async () => {
  await browser?.close();
  await house?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('each file of a folder goes to the proof that its name names', { timeout: 180_000 }, async () => {
  const pieces = await makePieces(browser);
  const page = await person(browser, house, { email: 'bastien.lorme@atelier-orme.example' });
  await page.goto('/dossiers');
  await page.locator('main').getByRole('link', { name: 'Orme Cabinet Windows Site Web', exact: true }).click();
  await page.locator('main').getByRole('link', { name: 'Portabilité', exact: true }).click();
  await page.getByRole('link', { name: 'Déposer un dossier de fichiers' }).click();
  await page.locator('[data-folder]:not([hidden])').waitFor();
  await check(page, 'folder/empty');

  const option = (kind) =>
    page.locator('[data-choices]').evaluate(
      (template, kind) => [...template.content.querySelectorAll('option[value]')].filter((one) => one.value && one.dataset.accept.split(',').includes(kind) && !one.dataset.held).map((one) => one.value),
      kind,
    );
  const [first, second] = await option('.pdf');
  assert.ok(first && second, 'two proofs that take a PDF');
  const named = (key) => key.replace(/[^a-z0-9]+/gi, '-').toLowerCase();
  mkdirSync(path.join(folder, named(second)));
  writeFileSync(path.join(folder, `${named(first)} description.pdf`), pieces.document.buffer);
  writeFileSync(path.join(folder, named(second), 'annexe.pdf'), pieces.document.buffer);
  writeFileSync(path.join(folder, `${named(first)}.exe`), 'MZ');
  writeFileSync(path.join(folder, 'lisez-moi.txt'), 'rien');
  await page.locator('#f-folder').setInputFiles(folder);
  const row = (name) => page.locator('tbody tr').filter({ hasText: name });
  await page.getByText('sur 4').waitFor();
  assert.equal(await row('description.pdf').locator('select').inputValue(), first);
  assert.equal(await row('annexe.pdf').locator('select').inputValue(), second);
  assert.match(await row('.exe').innerText(), /ne prend pas ce type/);
  assert.match(await row('lisez-moi.txt').innerText(), /Aucun numéro/);
  await check(page, 'folder/preview');
  await row('.exe').locator('select').selectOption('');
  await page.getByRole('button', { name: 'Tout déposer' }).click();
  await page.getByText(/^Déposés\s*: 2\s*; en échec\s*: 0$/).waitFor();
  await check(page, 'folder/sent');

  // Once more: the next version of what stands there.
  await page.reload();
  writeFileSync(path.join(folder, `${named(first)} description.pdf`), Buffer.concat([pieces.document.buffer, Buffer.from('\n% reprise\n')]));
  await page.locator('#f-folder').setInputFiles(folder);
  await row('description.pdf').getByText('Nouvelle version de').waitFor();
  await row('annexe.pdf').locator('select').selectOption('');
  await row('.exe').locator('select').selectOption('');
  await page.getByRole('button', { name: 'Tout déposer' }).click();
  await page.getByText(/^Déposés\s*: 1\s*; en échec\s*: 0$/).waitFor();
  // A version, not a second piece beside the first.
  await page.reload();
  const held = await page.locator('[data-choices]').evaluate((template, key) => [...template.content.querySelectorAll('option')].find((one) => one.value === key).dataset.held, first);
  assert.equal(held, `${named(first)} description.pdf`);
});
