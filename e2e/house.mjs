// A demonstration of Aval for the tests: its own folder, its own port, stopped at the end.
// What people do in it is in the tests; how they look at pages is in visit.mjs.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const results = path.join(root, 'e2e', 'results');
const binary = process.env.AVAL_BINARY ?? path.join(root, 'target', 'debug', 'aval');
const prepared = path.join(results, `prepared-${process.ppid}`);

/** Everybody's password in the demonstration. */
export const password = 'demonstration';

function prepare() {
  if (existsSync(path.join(prepared, 'demonstration.json'))) return;
  mkdirSync(prepared, { recursive: true });
  const made = spawnSync(binary, ['demo', '--prepare', '--reset', '--data', prepared], {
    cwd: root,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`The demonstration cannot be prepared: ${made.stderr}`);
}

/** Starts a demonstration on a free port; `more` is added to its environment. */
export async function openHouse(more = {}) {
  prepare();
  const data = mkdtempSync(path.join(tmpdir(), 'aval-e2e-'));
  cpSync(prepared, data, { recursive: true });
  const house = { data, env: { ...process.env, ...more } };
  await start(house, '127.0.0.1:0');
  house.stop = async () => {
    await stop(house, 'SIGTERM');
    rmSync(data, { recursive: true, force: true });
  };
  /** Ends the process as a power cut would, then starts it again at the same address. */
  house.crash = async () => {
    await stop(house, 'SIGKILL');
    await start(house, new URL(house.base).host);
  };
  return house;
}

async function start(house, listen) {
  const child = spawn(binary, ['demo', '--data', house.data, '--listen', listen], { cwd: root, env: house.env });
  house.child = child;
  let said = '';
  house.base = await new Promise((resolve, reject) => {
    child.stdout.on('data', (octets) => {
      said += octets;
      const address = said.match(/http:\/\/[0-9.:]+/);
      if (address) resolve(address[0]);
    });
    child.stderr.on('data', (octets) => {
      said += octets;
    });
    child.on('exit', (code) => reject(new Error(`The house ended with ${code}: ${said}`)));
  });
}

async function stop(house, signal) {
  const { child } = house;
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}
