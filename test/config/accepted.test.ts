import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCollectors } from '../../src/config/collectors.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { formatProblem } from '../../src/config/document/problem.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { createConnections } from '../../src/http-client/transport/connections.ts';
import { documentResources } from '../documents/resources.ts';
import { worldOf } from './environment.ts';

const folder = join(import.meta.dirname, 'accepted');
const fixtures = readdirSync(folder).filter((name) => /\.(yaml|json)$/.test(name));

const world = worldOf(
  {
    PORT: '9000',
    OFF: 'false',
    SECONDS: '5',
    SIZE: '1MiB',
    SCALE: '0.5',
    FIELD: 'price',
    USER: 'anna',
    PW: 'hunter2',
    SHOP_API_KEY: 'keykeykey',
    CLUSTER_KEY: 'eu',
  },
  new Map([
    ['/run/secrets/shop/token', 'hunter2token\n'],
    ['/etc/ssl/shop/ca.crt', '-----BEGIN CERTIFICATE-----\n'],
    ['/etc/ssl/shop/empty.crt', ''],
    ['/etc/ssl/shop/tls.key', 'forbidden'],
  ]),
);

const context = {
  clock: systemClock,
  connections: createConnections(() => 0),
  ...documentResources(),
  env: {},
  readFile: (path: string) => world.readFile(path),
};

describe('accepted: what is in force, and what is doubtful', () => {
  it.each(fixtures)('%s', async (name) => {
    const { collectors, warnings, print } = parseConfig(
      readFileSync(join(folder, name), 'utf8'),
      name,
      world,
    );
    const told = warnings.map((problem) => `# ${formatProblem(name, problem)}\n`).join('');
    const shown = `${told}${print()}`;
    expect((await createCollectors(collectors, context)).length).toBe(collectors.length);
    expect(shown).not.toMatch(/hunter2|keykeykey|topsecret|abcdefgh/);
    await expect(shown).toMatchFileSnapshot(join(folder, `${name}.txt`));
  });
});
