// How a person looks at a page in a real Chromium: signs in, fills, clicks, is told; and how
// each page is checked on the way: no violation for axe, no error in the console.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { password, results } from './house.mjs';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const screens = path.join(results, 'screens');
mkdirSync(screens, { recursive: true });

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** A browser for a whole test file. */
export function openBrowser() {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A person with their own cookies. `script: false` reads without JavaScript. */
export async function person(browser, house, { email, script = true, language = 'fr-FR', ...rest } = {}) {
  const context = await browser.newContext({
    baseURL: house.base,
    locale: language,
    timezoneId: 'Europe/Paris',
    javaScriptEnabled: script,
    viewport: { width: 1366, height: 900 },
    ...rest,
  });
  const page = await context.newPage();
  page.troubles = [];
  page.on('pageerror', (error) => page.troubles.push(`script: ${error.message}`));
  page.on('console', (message) => {
    // A refused form answers 422 and a conflict 409: the browser calls that an error, people do not.
    if (message.type() === 'error' && !/status of (401|404|409|413|422|429)/.test(message.text())) {
      page.troubles.push(`console: ${message.text()}`);
    }
  });
  if (email) await signIn(page, email);
  return page;
}

export async function signIn(page, email) {
  await page.goto('/connexion');
  await page.fill('#f-email', email);
  await page.fill('#f-password', password);
  await page.click('main button[type=submit]');
  await page.waitForURL((url) => !url.pathname.startsWith('/connexion'));
}

/**
 * Checks the page shown: axe finds nothing, no script broke; keeps a screenshot when named.
 * axe runs in an isolated world, so that it also looks at pages read without JavaScript.
 */
export async function check(page, name) {
  assert.deepEqual(await faults(page, name), [], `faults of ${page.url()}`);
}

/** What is wrong with the page shown, one sentence each. */
export async function faults(page, name) {
  if (name) await page.screenshot({ path: path.join(screens, `${name}.png`), fullPage: true });
  const address = new URL(page.url()).pathname;
  const found = (await withAxe(page)).map(({ id, help, nodes }) => `${address}: axe ${id}, ${help}: ${nodes.join(' | ')}`);
  found.push(...page.troubles.map((trouble) => `${address}: ${trouble}`));
  page.troubles.length = 0;
  return found;
}

async function withAxe(page) {
  const session = await page.context().newCDPSession(page);
  try {
    const { frameTree } = await session.send('Page.getFrameTree');
    const { executionContextId } = await session.send('Page.createIsolatedWorld', {
      frameId: frameTree.frame.id,
      worldName: 'axe',
    });
    const evaluate = async (expression, awaitPromise = false) => {
      const answer = await session.send('Runtime.evaluate', {
        expression,
        contextId: executionContextId,
        awaitPromise,
        returnByValue: true,
      });
      if (answer.exceptionDetails) {
        throw new Error(answer.exceptionDetails.exception?.description ?? answer.exceptionDetails.text);
      }
      return answer.result.value;
    };
    await evaluate(axe);
    return await evaluate(
      `axe.run(document, { resultTypes: ['violations'], iframes: false })
        .then(({ violations }) => violations.map(({ id, help, nodes }) =>
          ({ id, help, nodes: nodes.slice(0, 5).map((node) => node.target.join(' ') + ' ' + node.html.slice(0, 160)) })))`,
      true,
    );
  } finally {
    await session.detach();
  }
}

/** Clicks a button or a link by its text, inside `within` when given. */
export async function press(page, text, within = 'main') {
  const target = page.locator(within).getByRole('button', { name: text }).or(page.locator(within).getByRole('link', { name: text }));
  await target.first().click();
}
