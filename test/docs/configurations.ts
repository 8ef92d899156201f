import { readFileSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Environment } from '../../src/config/document/environment.ts';

const root = join(import.meta.dirname, '../..');
const chartKeys = Object.keys(
  Object(parse(readFileSync(join(root, 'charts/polyprom/values.yaml'), 'utf8'))),
);
const pages = ['*.md', 'docs/**/*.md', 'charts/*/*.md'];

/** A block between fences of a Markdown page. */
export interface Block {
  /** The page and the line where the block begins. */
  readonly name: string;
  /** What the fence says of it, such as `yaml`; empty when it says nothing. */
  readonly info: string;
  readonly text: string;
}

/** A configuration for people to read and copy: `polyprom.yaml`, or the values of the chart. */
export interface Documented {
  readonly name: string;
  readonly text: string;
}

/** Every block of every page, by page and line. */
export async function blocksOfPages(): Promise<readonly Block[]> {
  const blocks: Block[] = [];
  for (const page of await filesOf(pages)) blocks.push(...blocksOf(page, await read(page)));
  return blocks;
}

/** Every block of YAML in the pages, and every YAML file of `examples` but the recorded documents. */
export async function documentedConfigurations(): Promise<readonly Documented[]> {
  const blocks = (await blocksOfPages()).filter(({ info }) => info === 'yaml');
  const files = (await filesOf(['examples/**/*.yaml'])).filter(
    (path) => !path.endsWith('/document.yaml'),
  );
  const examples = files.map(async (path) => ({ name: path, text: await read(path) }));
  return [...blocks, ...(await Promise.all(examples))];
}

/** Whether it is values of the chart that say nothing of the exporter's own configuration. */
export function isForChart(text: string): boolean {
  const keys = Object.keys(Object(parse(text)));
  return keys.every((key) => chartKeys.includes(key) && key !== 'config');
}

/** A world that has whatever the configuration names, and nothing that it has a default for. */
export function worldFor(text: string): Environment {
  const names = [...text.matchAll(/\$\{env:(\w+)\}/g)].map(([, name = '']) => name);
  const env = Object.fromEntries(names.map((name) => [name, '1']));
  return { env, readFile: () => '-----BEGIN EXAMPLE-----' };
}

function blocksOf(page: string, text: string): Block[] {
  const blocks: Block[] = [];
  let open: { fence: string; info: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const [, indent = '', fence, info = ''] = /^( *)(`{3,})(.*)$/.exec(line) ?? [];
    if (open === undefined) {
      if (fence !== undefined) open = { fence: indent + fence, info, line: index + 1, lines: [] };
    } else if (line.trimEnd() === open.fence) {
      const { info: said, line: from, lines } = open;
      blocks.push({ name: `${page}:${from}`, info: said.trim(), text: `${lines.join('\n')}\n` });
      open = undefined;
    } else {
      open.lines.push(line.slice(/^ */.exec(open.fence)?.[0].length));
    }
  }
  return blocks;
}

async function filesOf(patterns: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const file of glob(patterns, { cwd: root, exclude: ['**/node_modules/**'] })) {
    files.push(file);
  }
  return files.toSorted();
}

function read(path: string): Promise<string> {
  return readFile(join(root, path), 'utf8');
}
