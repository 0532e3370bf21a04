// The five telling penetration-test forms of the demonstration, as its examiner sees them once
// the check on arrival has run for real: one is accepted, each of the others says its reason.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse } from './house.mjs';
import { check, follow, openBrowser, person } from './visit.mjs';

let browser;
let house;
let page;
before(async () => {
  browser = await openBrowser();
  house = await openHouse();
  page = await person(browser, house, { email: 'victor.amar@operateur.example' });
});
after(async () => {
  await browser?.close();
  await house?.stop();
});

const psc = ['utilisation-de-pro-sante-connect', 'PSC.14.01.01'];
const security = ['securite-des-systemes-d-information', 'SSI/GEN.18.01.01'];

/** What the check says of a form, once it has run. */
async function told(product, [chapter, slot], picture) {
  await page.goto(`/instruction?q=${encodeURIComponent(product)}`);
  const href = await page.locator('main').getByRole('link', { name: /^D-/ }).first().getAttribute('href');
  await page.goto(`${href}/chapitres/${chapter}?preuve=${encodeURIComponent(slot)}`);
  const report = page.locator('.av-inspection[aria-labelledby=inspection-title]');
  const verdict = report.locator('.av-inspection__checks');
  for (let left = 300; (await verdict.count()) === 0; left -= 1) {
    assert.ok(left > 0, `the check of ${slot} comes to an end`);
    await page.reload();
  }
  await report.evaluate((one) => one.scrollIntoView());
  await check(page, `telling/${picture}`);
  const outcome = (await report.locator('> p .av-badge').first().innerText()).trim();
  return { outcome, checks: await verdict.first().innerText() };
}

const worst = { pass: 'Rien à signaler', warning: 'À regarder', failure: 'Défaut' };

test('a good form is accepted', { timeout: 120_000 }, async () => {
  const { outcome, checks } = await told('Carnet Lilas Windows', psc, 'good');
  assert.equal(outcome, worst.pass, checks);
  assert.match(checks, /Signature vérifiée/);
});

test('a form that is too old says its date', { timeout: 120_000 }, async () => {
  const { outcome, checks } = await told('Insertion', security, 'too-old');
  assert.equal(outcome, worst.failure);
  assert.match(checks, /12 mois ou plus/);
  assert.doesNotMatch(checks, /aucune signature|après la signature/);
});

test('a form without signature says so', { timeout: 120_000 }, async () => {
  const { outcome, checks } = await told('Orme Cabinet', psc, 'unsigned');
  assert.equal(outcome, worst.failure);
  assert.match(checks, /aucune signature électronique/);
});

test('a form changed after its signature says so', { timeout: 120_000 }, async () => {
  const { outcome, checks } = await told('Insertion', psc, 'altered');
  assert.equal(outcome, worst.failure);
  assert.match(checks, /modifié après la signature/);
  assert.doesNotMatch(checks, /aucune signature électronique/);

  // What was signed stands beside what the file shows, and the change is said in words.
  await follow(page, 'Comparer le document signé et le document actuel');
  await check(page, 'telling/revisions');
  assert.match(await page.locator('main').innerText(), /«\s*NON\s*» → «\s*OUI\s*»/);
  const [signed, current] = await Promise.all(
    (await page.locator('.av-sides [data-viewer=pdf]').all()).map(async (frame) => {
      const answer = await page.context().request.get(new URL(await frame.getAttribute('data-src'), page.url()).href);
      assert.equal(answer.headers()['content-type'], 'application/pdf');
      return answer.body();
    }),
  );
  assert.ok(signed.length < current.length);
  assert.ok(current.subarray(0, signed.length).equals(signed), 'the signed revision is the start of the file');
  assert.equal(signed.toString('latin1').trimEnd().slice(-5), '%%EOF', 'it ends where a revision ends');
});

test('a form of a provider that no list knows says so', { timeout: 120_000 }, async () => {
  const { outcome, checks } = await told('Hébergement', security, 'unknown-provider');
  assert.equal(outcome, worst.warning);
  assert.match(checks, /Brume Conseil/);
});
