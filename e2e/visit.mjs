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
  context.script = script;
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.troubles = [];
  page.on('pageerror', (error) => page.troubles.push(`script: ${error.message}`));
  page.on('console', (message) => {
    // A refused form answers 422 and a conflict 409: the browser calls that an error, people do not.
    if (message.type() === 'error' && !/status of (401|403|404|409|413|422|429)/.test(message.text())) {
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
 * A screenshot. The browser sometimes fails to take one on a busy machine, which says nothing
 * of the page: it is asked again, and a browser that never can still fails.
 */
export async function picture(page, options = {}) {
  for (let left = 2; ; left -= 1) {
    try {
      return await page.screenshot(options);
    } catch (error) {
      if (left === 0) throw error;
      await page.bringToFront();
    }
  }
}

/**
 * Checks the page shown: axe finds nothing, no script broke; keeps a screenshot when named.
 */
export async function check(page, name) {
  assert.deepEqual(await faults(page, name), [], `faults of ${page.url()}`);
}

/** What is wrong with the page shown, one sentence each. */
export async function faults(page, name) {
  if (name) await picture(page, { path: path.join(screens, `${name}.png`), fullPage: true });
  const address = new URL(page.url()).pathname;
  const found = (await withAxe(page)).map(({ id, help, nodes }) => `${address}: axe ${id}, ${help}: ${nodes.join(' | ')}`);
  found.push(...page.troubles.map((trouble) => `${address}: ${trouble}`));
  page.troubles.length = 0;
  return found;
}

/** The same page, as it was received and without its scripts, where axe can run. */
async function twin(page) {
  const received = await page.content();
  const context = await page.context().browser().newContext({ viewport: page.viewportSize() });
  const other = await context.newPage();
  await other.route(page.url().split('#')[0], (route) =>
    route.fulfill({ contentType: 'text/html; charset=utf-8', body: received.replace(/<script[^]*?<\/script>/g, '') }),
  );
  await other.goto(page.url());
  return other;
}

// axe waits by timers, which do not run in a page read without JavaScript: its twin is looked at instead.
async function withAxe(page) {
  if (page.context().script) return violations(page);
  const other = await twin(page);
  try {
    return await violations(other);
  } finally {
    await other.context().close();
  }
}

// In an isolated world, so that the policy of the page holds for the page alone.
async function violations(page) {
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

/** Presses a button that sends a form, says yes when asked, and waits for the answer. */
export async function send(page, name, within = 'main') {
  const button = page.locator(within).getByRole('button', typeof name === 'string' ? { name, exact: true } : { name }).first();
  const asked = page.context().script && (await button.getAttribute('data-confirm'));
  const answered = page.waitForEvent('load');
  await button.click();
  if (asked) await page.locator('#confirmation').getByRole('button', { name: 'Confirmer' }).click();
  await answered;
}

/** Follows a link by its text. */
export async function follow(page, name, within = 'main') {
  const link = page.locator(within).getByRole('link', typeof name === 'string' ? { name, exact: true } : { name }).first();
  const answered = page.waitForEvent('load');
  await link.click();
  await answered;
}

/** The page tells the person that it was done, or why not. */
export async function said(page, words) {
  await page.locator('.av-flash').filter({ hasText: words }).first().waitFor({ timeout: 5_000 }).catch(async () => {
    assert.fail(`${page.url()} does not say ${words}: ${(await page.locator('main').innerText()).slice(0, 600)}`);
  });
}

/** Drops a file on a zone that takes some, as from a folder of the desktop. */
export async function drop(zone, { name, mimeType, buffer }) {
  await zone.page().locator('form[data-upload][data-ready]').first().waitFor();
  const transfer = await zone.page().evaluateHandle(
    ({ name, mimeType, base64 }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type: mimeType }));
      return transfer;
    },
    { name, mimeType, base64: buffer.toString('base64') },
  );
  for (const type of ['dragenter', 'dragover', 'drop']) await zone.dispatchEvent(type, { dataTransfer: transfer });
}

/**
 * Goes with the Tab key to the element that matches, as somebody without a mouse: at each stop
 * the focus shows. Fails after `most` stops: it cannot be reached, or something holds the focus.
 */
export async function tabTo(page, wanted, most = 150) {
  const target = typeof wanted === 'string' ? page.locator(wanted).first() : wanted.first();
  await target.waitFor({ state: 'attached' });
  for (let stop = 0; stop < most; stop++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
    const hidden = await page.evaluate(invisibleFocus);
    assert.equal(hidden, '', `the focus does not show at ${page.url()}`);
  }
  assert.fail(`${wanted} is not reached with the Tab key at ${page.url()}`);
}

// The element that has the focus, told when nothing shows it: no outline on it, on its label or on what holds it.
function invisibleFocus() {
  const element = document.activeElement;
  if (!element || element === document.body || element.tagName === 'IFRAME') return '';
  const shows = (node, pseudo) => {
    if (!node) return false;
    const style = getComputedStyle(node, pseudo);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  };
  const next = element.nextElementSibling;
  const box = element.getBoundingClientRect();
  if (box.width * box.height === 0) return `${element.outerHTML.slice(0, 120)} has no size`;
  return shows(element) || shows(next) || shows(next, '::before') || shows(element.parentElement) ? '' : element.outerHTML.slice(0, 160);
}
