import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import { collectedPage } from '../tasks/collected.ts';
import { createExchangeServer } from './exchanges.ts';

/** Cases from public reports: each folder has a document, a configuration, and the page that it gives. */
const cases = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const contentTypes: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.html': 'text/html',
  '.json': 'application/json',
  '.prom': 'text/plain; version=0.0.4',
  '.txt': 'text/plain',
  '.xml': 'text/xml',
};

/** A server that has the document of a case at every path, or responds as its `exchanges.yaml` says. */
function createCaseServer(folder: string): Server {
  const exchanges = join(folder, 'exchanges.yaml');
  if (existsSync(exchanges)) return createExchangeServer(readFileSync(exchanges, 'utf8'));
  const file = readdirSync(folder).find((name) => name.startsWith('document.')) ?? '';
  const body = readFileSync(join(folder, file));
  return createServer((_request, response) => {
    response.setHeader('content-type', contentTypes[extname(file)] ?? '');
    response.end(body);
  });
}

async function serve(folder: string): Promise<string> {
  const server = createCaseServer(folder);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

describe('a document as somebody met it', () => {
  it.each(cases)('%s', async (name) => {
    const folder = join(import.meta.dirname, name);
    const origin = await serve(folder);
    const text = readFileSync(join(folder, 'polyprom.yaml'), 'utf8');
    const served = text.replaceAll(/https?:\/\/device\.example(?::\d+)?/g, origin);
    const loaded = parseConfig(served, 'polyprom.yaml', {
      env: { DEVICE_PASSWORD: 'hunter2' },
      readFile: () => '',
    });
    const page = (await collectedPage(loaded)).replaceAll(origin, 'http://device.example');
    const expected = join(folder, 'expected.prom');

    expect(loaded.warnings).toEqual([]);
    expect(page).toBe(readFileSync(expected, 'utf8'));
  });

  it('says where each was met', () => {
    for (const name of cases) {
      const readme = readFileSync(join(import.meta.dirname, name, 'README.md'), 'utf8');
      expect(readme).toMatch(/^After \[.*\]\(https:\/\/github\.com\/.*\/(?:issues|pull)\/\d+\)/m);
    }
  });
});
