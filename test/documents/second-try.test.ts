import { describe, expect, it } from 'vitest';
import { createBytesInFlight } from '../../src/budget/bytes-in-flight.ts';
import { createDocumentSource } from '../../src/documents/document-source.ts';
import type { CollectDocuments } from '../../src/documents/open-collection.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { CollectionError } from '../../src/engine/source.ts';

/** Collections of which each gives so many samples, or fails as a document that cannot be read. */
function sourceOf(outcomes: readonly (number | 'unreadable')[], retries: number) {
  const state = { collections: 0, helped: [] as boolean[] };
  const collectDocuments: CollectDocuments = (_, signal) => ({
    bytes: createBytesInFlight(1000).open(signal),
    add: async () => {},
    addPage: async () => undefined,
    check: async (document) => document,
    async finish() {
      const outcome = outcomes[state.collections] ?? 0;
      state.collections += 1;
      if (outcome === 'unreadable') throw new CollectionError('decode', 'is not JSON');
      const samples = new Map([['a', outcome]]);
      return { families: [], skips: [], samples, pageSkips: [], conflicting: [] };
    },
    close() {},
  });
  let left = retries;
  const source = createDocumentSource(
    async () => {},
    collectDocuments,
    systemClock,
    () => {
      left -= 1;
      return left < 0 ? undefined : (helped) => state.helped.push(helped);
    },
  );
  const collect = () => source.collect({ signal: new AbortController().signal });
  return { state, collect };
}

describe('a collection with a kept session', () => {
  it.each([
    [0, 'no samples'],
    ['unreadable' as const, 'is not JSON'],
  ])('that gave %s is repeated once, and says so', async (first, words) => {
    const { state, collect } = sourceOf([first, 3], 9);
    const { skips, samples } = await collect();

    expect(samples.get('a')).toBe(3);
    expect(skips).toMatchObject([{ reason: 'stale_session', count: 1 }]);
    expect(skips[0]?.found).toContain(words);
    expect(state).toEqual({ collections: 2, helped: [true] });
  });

  it('that gives nothing twice is not repeated again', async () => {
    const { state, collect } = sourceOf([0, 0, 5], 9);

    expect((await collect()).skips).toEqual([]);
    expect(state).toEqual({ collections: 2, helped: [false] });
  });

  it('that fails twice fails', async () => {
    const { state, collect } = sourceOf(['unreadable', 'unreadable', 5], 9);

    await expect(collect()).rejects.toThrow('is not JSON');
    expect(state).toEqual({ collections: 2, helped: [false] });
  });

  it.each([[4], [0]])('is not repeated without need or without a session: %d', async (first) => {
    const { state, collect } = sourceOf([first, 9], first === 0 ? 0 : 9);

    await collect();
    expect(state.collections).toBe(1);
  });
});
