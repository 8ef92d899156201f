import { describe, expect, it } from 'vitest';
import { ownHealth } from '../../src/commands/own-health.ts';
import { writeTemporary } from '../cli/program.ts';

describe('where an exporter answers for its health', () => {
  it.each([
    ['', {}, 'http://127.0.0.1:8000/-/healthy'],
    ['', { PORT: '9000' }, 'http://127.0.0.1:9000/-/healthy'],
    ['', { PORT: '', HEALTH_PORT: '', HOST: '' }, 'http://127.0.0.1:8000/-/healthy'],
    ['', { HEALTH_PORT: '9001' }, 'http://127.0.0.1:9001/-/healthy'],
    ['', { HEALTH_PORT: '0', PORT: '9000' }, 'http://127.0.0.1:9000/-/healthy'],
    ['', { HOST: '10.0.0.5' }, 'http://10.0.0.5:8000/-/healthy'],
    ['', { HOST: '::1' }, 'http://[::1]:8000/-/healthy'],
    ['', { HOST: '0.0.0.0' }, 'http://127.0.0.1:8000/-/healthy'],
    ['collectors: {}', {}, 'http://127.0.0.1:8000/-/healthy'],
    ['server: { port: 9000 }', {}, 'http://127.0.0.1:9000/-/healthy'],
    ['server: { port: 9000 }', { PORT: '9002' }, 'http://127.0.0.1:9002/-/healthy'],
    ['server: { routePrefix: /p/ }', { PORT: '9002' }, 'http://127.0.0.1:9002/p/-/healthy'],
    ['server: { routePrefix: / }', {}, 'http://127.0.0.1:8000/-/healthy'],
    ['server: { healthPort: 9001, routePrefix: /p }', {}, 'http://127.0.0.1:9001/-/healthy'],
    ['server: { host: null, port: "${env:SHOP_PORT}" }', {}, 'http://127.0.0.1:7000/-/healthy'],
    ['config: { server: { host: localhost } }', {}, 'http://localhost:8000/-/healthy'],
    [
      'server: { port: 9000 }\ncollectors: { a: { odd: 1 } }',
      {},
      'http://127.0.0.1:9000/-/healthy',
    ],
  ])('with %j and %j', async (config, variables, url) => {
    const named = Object.entries(variables).map(([key, value]) => [
      `POLYPROM_SERVER_${key}`,
      value,
    ]);
    const file = config === '' ? '' : writeTemporary('polyprom.yaml', config);
    const env = { ...Object.fromEntries(named), POLYPROM_CONFIG: file, SHOP_PORT: '7000' };
    expect(await ownHealth(env)).toEqual({ url, isTls: false });
  });

  it.each([
    [
      'server: { port: "${env:NONE}" }',
      /:1:17 server\.port: the environment variable NONE is not set/,
    ],
    ['server: {', /:1:1\d? broken YAML/],
  ])('cannot be told of %j', async (config, message) => {
    const file = writeTemporary('polyprom.yaml', config);
    await expect(ownHealth({ POLYPROM_CONFIG: file })).rejects.toThrow(message);
  });
});
