import { mkdirSync, mkdtempSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchFile } from '../../src/reload/watch-file.ts';

const never = 3_600_000;

function held(): number {
  return process.getActiveResourcesInfo().filter((each) => each === 'FSEventWrap').length;
}

let ending: AbortController;
let folder: string;
let file: string;
let calls: number;
const onChange = () => {
  calls += 1;
};

beforeEach(() => {
  ending = new AbortController();
  folder = mkdtempSync(join(tmpdir(), 'polyprom-watch-'));
  file = join(folder, 'polyprom.yaml');
  calls = 0;
  writeFileSync(file, 'a');
});

afterEach(() => ending.abort());

function version(name: string, text: string): void {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'polyprom.yaml'), text);
  symlinkSync(name, join(folder, '..data_tmp'));
  renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
}

describe('by events', () => {
  it.each([
    ['a write', () => writeFileSync(file, 'b')],
    [
      'a rename over it',
      () => {
        writeFileSync(`${file}~`, 'b');
        renameSync(`${file}~`, file);
      },
    ],
    ['another folder behind ..data', () => version('..2', 'b')],
  ])('sees %s', async (_, change) => {
    if (change.toString().includes('..2')) version('..1', 'a');
    watchFile({ file, onChange, pollMs: never }, ending.signal);
    change();
    await expect.poll(() => calls, { timeout: 5000 }).toBe(1);
  });

  it('sees many writes in a row as one, and other files not at all', async () => {
    watchFile({ file, onChange, pollMs: never }, ending.signal);
    writeFileSync(join(folder, 'other.yaml'), 'b');
    await sleep(300);
    expect(calls).toBe(0);
    for (let i = 0; i < 50; i += 1) writeFileSync(file, `b${i}`);
    await expect.poll(() => calls, { timeout: 5000 }).toBe(1);
    await sleep(300);
    expect(calls).toBe(1);
  });

  it('sees a file that is written all the time after two seconds', async () => {
    watchFile({ file, onChange, pollMs: never }, ending.signal);
    const writing = setInterval(() => writeFileSync(file, String(performance.now())), 20);
    try {
      await expect.poll(() => calls, { timeout: 10_000 }).toBeGreaterThan(0);
    } finally {
      clearInterval(writing);
    }
  });
});

describe('without events', () => {
  it.each([
    ['that do not come', () => ({ close() {} })],
    ['that the system refuses', () => undefined],
  ])('%s, looks every few seconds', async (_, watchFolder) => {
    watchFile({ file, onChange, pollMs: 20, watchFolder }, ending.signal);
    await expect.poll(() => calls, { timeout: 5000 }).toBeGreaterThan(2);
  });
});

it('ends with its signal: no timer, no watch', async () => {
  let closed = false;
  const watchFolder = () => ({
    close() {
      closed = true;
    },
  });
  const before = held();
  watchFile({ file, onChange, pollMs: never }, ending.signal);
  watchFile({ file, onChange, pollMs: 10, watchFolder }, ending.signal);
  ending.abort();
  const counted = calls;
  await sleep(50);
  expect([closed, held() - before, calls - counted]).toEqual([true, 0, 0]);
});
