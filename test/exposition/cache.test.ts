import { gunzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { keptPages } from '../../src/exposition/cache.ts';
import { textFormat, type Format } from '../../src/exposition/format.ts';
import { release } from '../../src/exposition/piece.ts';
import { createRenderer } from '../../src/exposition/renderer.ts';
import type { MetricFamily } from '../../src/metric/family.ts';
import { family } from './families.ts';

const OPENMETRICS: Format = { syntax: 'openmetrics', escaping: 'underscores', contentType: '' };

function pageOf(value: number): readonly MetricFamily[] {
  return [{ ...gauges('a', 300), values: new Float64Array(300).fill(value) }];
}

function gauges(name: string, rows: number, offset = 0): MetricFamily {
  return family({
    name,
    labelNames: ['id'],
    labelValues: Array.from({ length: rows }, (_, row) => `id-${row + offset}`),
    values: Float64Array.from({ length: rows }, (_, row) => row + offset),
  });
}

describe('the caches of the renderer', () => {
  it('hand out the same Buffer for what did not change', () => {
    const renderer = createRenderer();
    const one = [...renderer.pieces([gauges('a', 1000)], textFormat, 'gzip')];
    const two = [...renderer.pieces([gauges('a', 1000)], textFormat, 'gzip')];
    expect(one).toHaveLength(6);
    expect(two.slice(0, -1).every((piece, index) => piece.bytes === one[index]!.bytes)).toBe(true);
  });

  it('make only those pieces anew that changed', () => {
    const renderer = createRenderer();
    const before = gauges('a', 1000);
    const one = [...renderer.pieces([before], textFormat)];
    const after = { ...before, values: before.values.with(300, -1) };
    const two = [...renderer.pieces([after], textFormat)];
    expect(two.map((piece, index) => piece === one[index])).toEqual([true, false, true, true]);
  });

  it('never write into a Buffer that was handed out', () => {
    const renderer = createRenderer();
    const before = gauges('a', 300);
    const pieces = [...renderer.pieces([before], textFormat)];
    const copies = pieces.map(({ bytes }) => Buffer.from(bytes));
    renderer.render([{ ...before, values: before.values.map((value) => value + 1) }], textFormat);
    renderer.render([gauges('a', 300, 5)], textFormat);
    expect(pieces.map(({ bytes }) => bytes)).toEqual(copies);
  });

  it('write into a piece when all who were given it have released it, and not before', () => {
    const renderer = createRenderer();
    const [piece] = renderer.pieces(pageOf(1), textFormat);
    const [again] = renderer.pieces(pageOf(1), textFormat);
    expect(again).toBe(piece);

    release(piece!);
    const [second] = renderer.pieces(pageOf(2), textFormat);
    expect(second!.bytes.buffer).not.toBe(piece!.bytes.buffer);

    release(second!);
    const [third] = renderer.pieces(pageOf(3), textFormat);
    expect(third!.bytes.buffer).toBe(second!.bytes.buffer);
  });

  it('write into a page when all who were given it have released it, and not before', () => {
    const renderer = createRenderer();
    const [first, second, third] = [1, 2, 3].map((page) => [gauges('a', 300, page * 1000)]);
    const page = renderer.render(first!, textFormat);
    const copy = Buffer.from(page);
    expect(renderer.render(first!, textFormat)).toBe(page);
    renderer.release(page);
    renderer.render(second!, textFormat);
    expect(page).toEqual(copy);
    // Too late: another page has taken its place, which is not released by it.
    renderer.release(page);
    const now = renderer.render(second!, textFormat);
    expect(renderer.render(third!, textFormat).buffer).not.toBe(now.buffer);

    const last = renderer.render(first!, textFormat);
    renderer.release(last);
    expect(renderer.render(second!, textFormat).buffer).toBe(last.buffer);
  });

  it('forget a family that was not on the last pages', () => {
    const renderer = createRenderer();
    renderer.render([gauges('a', 10)], textFormat);
    const small = renderer.cachedBytes;
    renderer.render([gauges('a', 10), gauges('b', 5000)], textFormat);
    expect(renderer.cachedBytes).toBeGreaterThan(small + 5000 * 10);
    for (let page = 0; page < keptPages; page += 1) renderer.render([gauges('a', 10)], textFormat);
    expect(renderer.cachedBytes).toBe(small);
  });

  it('forget the blocks that a family has no longer', () => {
    const renderer = createRenderer();
    renderer.render([gauges('a', 10)], textFormat);
    const small = renderer.cachedBytes;
    renderer.render([gauges('a', 5000)], textFormat);
    for (let page = 0; page < keptPages; page += 1) renderer.render([gauges('a', 10)], textFormat);
    expect(renderer.cachedBytes).toBe(small);
  });

  it('hold no more than they may, and the page is the same', () => {
    const page = Array.from({ length: 20 }, (_, index) => gauges(`m${index}`, 700));
    const expected = createRenderer().render(page, textFormat);
    const renderer = createRenderer({ maxCachedBytes: 100_000 });
    for (let time = 0; time < 3; time += 1) {
      expect(gunzipSync(renderer.render(page, textFormat, 'gzip')).equals(expected)).toBe(true);
      expect(renderer.cachedBytes).toBeLessThanOrEqual(100_000);
      expect(renderer.cachedBytes).toBeGreaterThan(50_000);
    }
  });

  it('forget the format that was asked for least recently, when there is no room for both', () => {
    const page = [gauges('a', 700)];
    const renderer = createRenderer();
    const expected = [...renderer.pieces(page, textFormat)];
    const tight = createRenderer({ maxCachedBytes: renderer.cachedBytes * 1.5 });
    const [text] = [...tight.pieces(page, textFormat)];
    const openMetrics = [...tight.pieces(page, OPENMETRICS)];
    expect(openMetrics.length).toBe(expected.length + 1);
    expect(tight.cachedBytes).toBe(renderer.cachedBytes);
    const [again] = [...tight.pieces(page, textFormat)];
    expect(again === text).toBe(false);
    expect(again!.bytes).toEqual(text!.bytes);
  });

  it('hand out the same page for what did not change, in the coding that was asked for last', () => {
    const renderer = createRenderer();
    const page = [gauges('a', 700), gauges('b', 3)];
    const plain = renderer.render(page, textFormat);
    expect(renderer.render([gauges('b', 3), gauges('a', 700)], textFormat)).toBe(plain);
    const zipped = renderer.render(page, textFormat, 'gzip');
    expect(renderer.render(page, textFormat, 'gzip')).toBe(zipped);
    expect(renderer.render(page, textFormat)).toEqual(plain);
  });

  it('do not grow over many pages of new labels', () => {
    const renderer = createRenderer();
    renderer.render([gauges('a', 300, 10_000_000)], textFormat, 'gzip');
    const once = renderer.cachedBytes;
    for (let page = 0; page < 500; page += 1) {
      renderer.render([gauges('a', 300, 10_000_000 + page * 300)], textFormat, 'gzip');
    }
    expect(renderer.cachedBytes).toBeLessThan(once * 1.1);
  });

  it('stay right when a rendering is left unfinished', () => {
    const renderer = createRenderer();
    const [first] = renderer.pieces([gauges('a', 1000), gauges('b', 10)], textFormat);
    const page = [gauges('a', 1000, 1), gauges('b', 10)];
    expect(first).toBeDefined();
    expect(renderer.render(page, textFormat)).toEqual(createRenderer().render(page, textFormat));
  });

  it('count nothing for a rendering that outlives its format', () => {
    const renderer = createRenderer({ maxCachedBytes: 40_000 });
    const slow = renderer.pieces([gauges('a', 2000)], textFormat);
    slow.next();
    renderer.render([gauges('a', 2000)], OPENMETRICS);
    const rest = [...slow];
    expect(rest.length).toBeGreaterThan(0);
    expect(renderer.cachedBytes).toBeLessThanOrEqual(40_000);
  });
});
