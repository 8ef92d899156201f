import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { worldOf } from './environment.ts';

const config = `
collectors:
  shop:
    http: { url: http://shop.example }
    metrics:
      a: &a { help: A., value: v }
      b: *a
      c: { help: C., rules: [{ value: v1 }, { value: v2 }] }
`;

describe('the place of a path', () => {
  const { locate } = parseConfig(config, 'polyprom.yaml', worldOf());
  const shop = ['collectors', 'shop'];

  it.each([
    ['its key', [...shop, 'http', 'url'], '4:13'],
    ['its item', [...shop, 'metrics', 'c', 'rules', 1], '8:45'],
    ['its anchor, for what stands behind an alias', [...shop, 'metrics', 'b', 'value'], '6:25'],
    ['what holds it, where it is left out', [...shop, 'metrics', 'a', 'scale'], '6:7'],
    ['what holds it, at a wrong turn', [...shop, 'metrics', 'a', 'rules', 0], '6:7'],
  ])('is %s', (_name, path, place) => {
    expect(locate(path)).toBe(`polyprom.yaml:${place}`);
  });

  it.each([[[]], [['server', 'port']], [['nothing']]])('is not there for %j', (path) => {
    expect(locate(path)).toBeUndefined();
  });

  it('is that of the whole values file', () => {
    const values = `replicas: 1\nconfig:${config.replaceAll('\n', '\n  ')}`;
    const loaded = parseConfig(values, 'values.yaml', worldOf());
    expect(loaded.locate([...shop, 'http', 'url'])).toBe('values.yaml:5:15');
  });

  it('is not there without a file', () => {
    const { locate: nowhere } = loadConfig(undefined, worldOf());
    expect(nowhere(['collectors', 'demo'])).toBeUndefined();
  });
});
