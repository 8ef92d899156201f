import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectOnce } from '../../src/commands/collect-once.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { portOf } from '../../src/server/listen.ts';
import { createConnections } from '../../src/http-client/transport/connections.ts';
import { documentResources } from '../documents/resources.ts';
import { worldOf } from './environment.ts';

const folder = join(import.meta.dirname, 'shop');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const connections = createConnections(() => systemClock.monotonic());

let server: Server;
let document = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    const known = request.headers.authorization === 'Bearer hunter2';
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
    response.end(document);
  }).listen(0);
  await once(server, 'listening');
});

afterAll(async () => {
  await connections.close();
  server.close();
});

function collectShop(text: string) {
  const environment = worldOf(
    { SHOP_URL: `http://127.0.0.1:${portOf(server)}/api/orders` },
    new Map([['/run/secrets/shop/token', 'hunter2\n']]),
  );
  const loaded = parseConfig(text, 'polyprom.yaml', environment);
  const context = {
    clock: systemClock,
    connections,
    ...documentResources(),
    env: {},
    readFile: (path: string) => environment.readFile(path),
  };
  return collectOnce({ loaded, context, logger: pino({ level: 'silent' }) }, 'shop');
}

describe('a shop with a metric of every type', () => {
  it('is what its document says', async () => {
    document = read('document.json');
    const { output, failed } = await collectShop(read('polyprom.yaml'));
    expect(failed).toEqual([]);
    await expect(String(output)).toMatchFileSnapshot(join(folder, 'page.prom'));
  });

  it('fails where fewer samples are there than expected', async () => {
    document = read('document.json');
    const text = read('polyprom.yaml').replace('samples: 1 }', 'samples: 1000 }');
    expect((await collectShop(text)).failed).toEqual(['shop']);
  });

  it('fails where a value is missing that must be there', async () => {
    document = read('document.json').replace('"status": "shipped", ', '');
    expect((await collectShop(read('polyprom.yaml'))).failed).toEqual(['shop']);
  });
});
