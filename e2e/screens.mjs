// Takes the three pictures of the README from the demonstration:
//   AVAL_BINARY=target/debug/aval node e2e/screens.mjs
import path from 'node:path';
import { openHouse, root } from './house.mjs';
import { openBrowser, person } from './visit.mjs';

const viewport = { width: 1366, height: 850 };
const house = await openHouse();
const browser = await openBrowser();
const take = (page, name) => page.screenshot({ path: path.join(root, 'docs', 'screens', `${name}.png`) });
try {
  const examiner = await person(browser, house, { email: 'helene.marchand@operateur.example', viewport });
  await examiner.goto('/instruction?tout=1');
  const dossier = await examiner.getByRole('link', { name: 'D-0001' }).getAttribute('href');
  await examiner.goto(`${dossier}/chapitres/projet-personnalise-et-coordination`);
  // The first proof that is a screen and waits for a verdict.
  const slots = await examiner.locator('.av-desk__slots a').evaluateAll((all) => all.map((a) => a.href));
  for (const slot of slots) {
    await examiner.goto(slot);
    if ((await examiner.locator('[data-viewer=image] img').count()) && (await examiner.locator('button[name=verdict]').count())) break;
  }
  await examiner.locator('[data-viewer=image] img').first().evaluate((image) => image.decode());
  await take(examiner, 'desk');

  const vendor = await person(browser, house, { email: 'yanis.perrot@lilas-sante.example', viewport });
  await vendor.goto(dossier);
  await take(vendor, 'dossier');

  const anybody = await person(browser, house, { viewport });
  await anybody.goto('/registre');
  await take(anybody, 'register');
} finally {
  await browser.close();
  await house.stop();
}
