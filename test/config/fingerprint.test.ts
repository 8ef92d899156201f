import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../src/config/fingerprint.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { changedStartupSettings } from '../../src/config/startup-settings.ts';
import { documentedConfigurations, isForChart, worldFor } from '../docs/configurations.ts';

const files: Record<string, string> = { '/run/token': 'token-1', '/run/same': 'token-1' };
const environment = {
  env: { TOKEN: 'token-1', NAME: 'shop' },
  readFile: (path: string) => files[path] ?? '',
};

function load(text: string) {
  return parseConfig(text, 'polyprom.yaml', environment);
}

function collector(settings: string): string {
  return fingerprintOf(load(`collectors:\n  shop: ${settings}\n`).collectors[0]?.settings);
}

const value = 'metrics: { a: { help: A., value: v } }';
const plain = collector(`{ http: { url: http://shop/a }, interval: 1m, ${value} }`);

function withToken(token: string): string {
  return collector(
    `{ http: { url: http://shop/a, auth: { bearer: { token: '${token}' } } }, ${value} }`,
  );
}

describe('settings of a collector', () => {
  it.each([
    ['in another order', `{ ${value}, interval: 1m, http: { url: http://shop/a } }`],
    ['a duration written otherwise', `{ http: { url: http://shop/a }, interval: 60s, ${value} }`],
    [
      'a default written out',
      `{ http: { url: http://shop/a, method: GET }, interval: 1m, ${value} }`,
    ],
    ['a variable', `{ http: { url: 'http://\${publicEnv:NAME}/a' }, interval: 1m, ${value} }`],
  ])('are the same: %s', (_, settings) => {
    expect(collector(settings)).toBe(plain);
  });

  it.each([
    ['the URL', `{ http: { url: http://shop/b }, interval: 1m, ${value} }`],
    ['the schedule', `{ http: { url: http://shop/a }, interval: 2m, ${value} }`],
    ['a limit', `{ http: { url: http://shop/a }, interval: 1m, limits: { samples: 5 }, ${value} }`],
    [
      'an expression',
      `{ http: { url: http://shop/a }, interval: 1m, metrics: { a: { help: A., value: w } } }`,
    ],
    [
      'a help text',
      `{ http: { url: http://shop/a }, interval: 1m, metrics: { a: { help: B., value: v } } }`,
    ],
    [
      'a value of a map',
      `{ http: { url: http://shop/a }, interval: 1m, metrics: { a: { help: A., value: v, map: { x: 1 } } } }`,
    ],
  ])('differ: %s', (_, settings) => {
    expect(collector(settings)).not.toBe(plain);
  });

  it('differ by the value of a secret, and by the file that it is read from', () => {
    const before = withToken('${file:/run/token}');
    expect(withToken('${file:/run/token}')).toBe(before);
    expect(withToken('${file:/run/same}')).not.toBe(before);
    expect(withToken('token-1')).not.toBe(before);
    files['/run/token'] = 'token-2';
    expect(withToken('${file:/run/token}')).not.toBe(before);
  });
});

it('is the same for a collector of every page and example that is read twice', async () => {
  const documented = await documentedConfigurations();
  for (const { name, text } of documented.filter((each) => !isForChart(each.text))) {
    const fingerprints = () =>
      parseConfig(text, name, worldFor(text)).collectors.map(({ settings }) =>
        fingerprintOf(settings),
      );
    expect(fingerprints()).toEqual(fingerprints());
  }
});

it('names the server settings that differ, without those of flags', () => {
  const started = load('server: { port: 1 }\n');
  const now = load('server: { port: 2, healthPort: 3, limits: { renders: 2 } }\n');
  expect(changedStartupSettings(now, started)).toEqual([
    ['server', 'port'],
    ['server', 'healthPort'],
    ['server', 'limits', 'renders'],
  ]);
  expect(changedStartupSettings(now, started, ['port'])).toHaveLength(2);
  expect(changedStartupSettings(started, started)).toEqual([]);
});
