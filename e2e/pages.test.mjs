// Every page that somebody can reach by links, as each kind of person, in both languages:
// it answers, axe finds nothing, no script breaks. One page of each pattern is looked at.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse } from './house.mjs';
import { faults, openBrowser, person } from './visit.mjs';

// Who looks, on which side: a page that one person of a side has been shown is looked at again
// by the others of this side only among their first ones.
const people = {
  nobody: { side: 'public' },
  representative: { side: 'vendor', email: 'anouk.delmas@lilas-sante.example' },
  member: { side: 'vendor', email: 'ines.haddad@atelier-orme.example' },
  auditor: { side: 'external', email: 'paul.estienne@sentier-audit.example' },
  reviewer: { side: 'operator', email: 'helene.marchand@operateur.example' },
  eligibility: { side: 'operator', email: 'karim.benali@operateur.example' },
  security: { side: 'operator', email: 'victor.amar@operateur.example' },
  administrator: { side: 'operator', email: 'nadia.forest@operateur.example' },
};
const FIRST = 6;
const looked = new Set();

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

/** What makes two addresses the same page: identifiers, numbers and codes are left out. */
function pattern(address) {
  const url = new URL(address);
  const path = url.pathname
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27,}/g, ':id')
    .replace(/(\/(?:chapitres|registre|faq|certification|fichiers|homologations|referentiels|reponse)\/)[^/]+/g, '$1:x')
    .replace(/\/\d+(?=\/|$)/g, '/:n');
  return `${path}?${[...new Set(url.searchParams.keys())].sort().join('&')}`;
}

/** Files and downloads are tried elsewhere; so are links that say so. */
const notPages = /\/(pieces|fichiers|homologations|static|envois)\/|\.(csv|json|xml|xlsx|pdf|zip|txt|atom|ics)(\?|$)|telecharger|\/archive(\?|$)|[?&]lang=/;

for (const [who, { side, email }] of Object.entries(people)) {
  for (const language of ['fr-FR', 'en-GB']) {
    test(`every page of ${who}, ${language}`, { timeout: 600_000 }, async () => {
      const page = await person(browser, house, { email, language });
      const seen = new Map();
      const found = [];
      const queue = [`${house.base}/`];
      let visited = 0;
      const add = (address) => {
        if (!address.startsWith(house.base) || notPages.test(address)) return;
        const kind = pattern(address.split('#')[0]);
        if (seen.has(kind)) return;
        seen.set(kind, address);
        queue.push(address.split('#')[0]);
      };
      // The editors' room is reached from pages that others of this side have already shown.
      if (email) ['/dossiers', '/instruction', '/compte', ...(who === 'administrator' ? ['/faq/redaction'] : [])].forEach((path) => add(house.base + path));
      while (queue.length > 0) {
        const address = queue.shift();
        const again = `${side} ${language} ${pattern(address)}`;
        if (looked.has(again) && visited >= FIRST) continue;
        looked.add(again);
        visited += 1;
        const answer = await page.goto(address);
        if (!answer.headers()['content-type']?.startsWith('text/html')) continue;
        if (answer.status() >= 400) found.push(`${answer.status()} at ${address}`);
        const name = pattern(page.url()).replace(/[^a-z0-9]+/gi, '_').replace(/^_|_$/g, '') || 'home';
        found.push(...(await faults(page, language === 'fr-FR' ? `${who}/${name}` : undefined)));
        const links = await page.$$eval('a[href]:not([download])', (all) => all.map((link) => link.href));
        links.forEach(add);
      }
      assert.deepEqual(found, []);
      assert.ok(seen.size > 3, `only ${seen.size} pages found`);
      await page.context().close();
    });
  }
}
