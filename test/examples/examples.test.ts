import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import { collectedPage } from '../tasks/collected.ts';
import { recorded, serve } from './recorded.ts';

const root = join(import.meta.dirname, '../../examples');
const examples = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Where a file of an example stands on the user's machine. */
const placed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'ups-csv': { '/var/lib/ups/rack-1.csv': 'document.csv' },
  'block-devices': { '/var/lib/disks/lsblk.json': 'document.json' },
  textfile: {
    '/var/lib/node_exporter/textfile/jobs.prom': 'document.prom',
    '/var/lib/node_exporter/reports/nightly.json': 'document.json',
  },
};

/** A world with every variable and file that the configuration names; each says what it is called. */
function worldOf(text: string) {
  const names = [...text.matchAll(/\$\{env:(\w+)\}/g)].map(([, name = '']) => name);
  return {
    env: Object.fromEntries(names.map((name) => [name, name])),
    readFile: (path: string) => path,
  };
}

/** Two hours before the collection. */
const written = 1_795_413_600;

function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'polyprom-examples-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** The configuration with its files in a folder of the test. */
function withFiles(example: string, text: string): { text: string; folder: string } {
  const folder = createFolder();
  for (const [path, document] of Object.entries(placed[example] ?? {})) {
    const file = join(folder, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, readFileSync(join(root, example, document)));
    utimesSync(file, written, written);
  }
  return { text: text.replaceAll('/var/lib/', `${folder}/var/lib/`), folder };
}

/** The configuration with the recorded API in place of the real one: nothing else of it changes. */
async function withServer(example: string, text: string): Promise<string> {
  const answer = recorded[example];
  if (answer === undefined) return text;
  const [origin = ''] = /https?:\/\/[^/\s,}']+/.exec(text.replaceAll(/^#.*$/gm, '')) ?? [];
  const folder = join(root, example);
  if (text.includes('socketPath: ')) {
    const path = join(createFolder(), 'socket');
    await serve(folder, answer, origin, { path });
    return text.replaceAll(/(socketPath: )[^\s}]+/g, `$1${path}`);
  }
  const server = await serve(folder, answer, origin, { host: '127.0.0.1', port: 0 });
  return text.replaceAll(origin, server);
}

function configOf(example: string): string {
  return readFileSync(join(root, example, 'polyprom.yaml'), 'utf8');
}

describe('an example', () => {
  it.each(examples)('%s is without a mistake or a doubt', (example) => {
    const text = configOf(example);

    expect(parseConfig(text, 'polyprom.yaml', worldOf(text)).warnings).toEqual([]);
  });

  it.each(examples)('%s makes of what was recorded what it should', async (example) => {
    const { text, folder } = withFiles(example, configOf(example));
    const config = await withServer(example, text);
    const page = await collectedPage(parseConfig(config, 'polyprom.yaml', worldOf(config)));

    await expect(page.replaceAll(folder, '')).toMatchFileSnapshot(
      join(root, example, 'expected.prom'),
    );
  });

  it.each(examples)('%s says how it is used', (example) => {
    expect(configOf(example)).toMatch(/^# [A-Z]/);
    expect(configOf(example)).toContain('In Helm values');
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(`(${example}/polyprom.yaml)`);
  });

  it('is there in good number', () => {
    expect(examples.length).toBeGreaterThanOrEqual(8);
  });
});
