import { describe, expect, it } from 'vitest';
import { BudgetSpent, spend, unlimited, type Budget } from '../../src/budget/budget.ts';
import { createBytesInFlight } from '../../src/budget/bytes-in-flight.ts';
import type { Decode } from '../../src/decode/decode.ts';
import { createCollectDocuments, type Offload } from '../../src/documents/collect-documents.ts';
import type { RawDocument } from '../../src/documents/document.ts';
import type { DocumentRules } from '../../src/documents/document-collection.ts';
import { CollectionError } from '../../src/engine/source.ts';
import { compileExtraction } from '../../src/extract/extract.ts';
import type { ExtractionTrace } from '../../src/extract/trace.ts';

const { signal } = new AbortController();
const limits = { samples: 100, labelValueLength: 100 };
const empty = { families: [], samples: new Map(), skips: [], pageSkips: [], conflicting: [] };
const pagination = { next: undefined, query: undefined };

function documentOf(text: string): RawDocument {
  return { bytes: Buffer.from(text), name: text };
}

/** Documents whose text says what they cost: `slow` more than any budget has, `broken` cannot be decoded. */
function decode(bytes: Uint8Array, budget: Budget | undefined): { value: unknown } {
  const text = Buffer.from(bytes).toString();
  if (text.startsWith('broken')) throw new Error('is broken');
  const isEndless = text.startsWith('slow') && budget?.ms !== Infinity;
  for (let left = isEndless ? Infinity : 0; left > 0; left -= 1) if (budget) spend(budget, 1);
  return { value: text };
}

/** Collections of one collector, and what became of its documents. */
function collectorOf({ costOf = () => 0, ms = 500 }: { costOf?: Offload['costOf']; ms?: number }) {
  const log: string[] = [];
  const inFlight = createBytesInFlight(1000);
  const here: Decode = (bytes, _, budget) => {
    log.push(`here ${Buffer.from(bytes).toString()}`);
    return decode(bytes, budget);
  };
  const rules: DocumentRules = {
    decode: here,
    extraction: compileExtraction([], limits),
    limits,
    ownPrefixes: [],
    textfile: false,
  };
  const read = ({ name, decoded, bytes }: RawDocument) => {
    log.push(`offloaded ${name}${decoded === undefined ? '' : ' decoded'}`);
    try {
      decode(bytes, unlimited);
    } catch (error) {
      throw new CollectionError('decode', name, { cause: error });
    }
  };
  const offload: Offload = {
    costOf,
    async begin() {
      log.push('begin');
      return {
        ms,
        add: async (document) => read(document),
        async addPage(document) {
          read(document);
          return undefined;
        },
        async check(document) {
          read(document);
          return document;
        },
        finish: async () => empty,
        close: () => log.push('close'),
      };
    },
  };
  const collectDocuments = createCollectDocuments(rules, inFlight, offload);
  return {
    log,
    inFlight,
    open: (trace?: ExtractionTrace) => collectDocuments({ now: 0, trace }, signal),
    /** What a collection of these documents does. */
    collect: async (...texts: readonly string[]) => {
      log.splice(0);
      const collection = collectDocuments({ now: 0 }, signal);
      try {
        for (const text of texts) {
          collection.bytes.add(text.length);
          await collection.add(documentOf(text));
        }
        await collection.finish();
      } finally {
        collection.close();
        await new Promise((resolve) => setImmediate(resolve));
      }
      return [...log];
    },
  };
}

describe('where documents are read', () => {
  it('is the event loop, for those that cost little', async () => {
    expect(await collectorOf({}).collect('a', 'b')).toEqual(['here a', 'here b']);
  });

  it('is a reader process once the budget is spent, from the first document on', async () => {
    expect(await collectorOf({}).collect('a', 'slow', 'b')).toEqual([
      'here a',
      'here slow',
      'begin',
      'offloaded a',
      'offloaded slow',
      'offloaded b',
      'close',
    ]);
  });

  it('is a reader process at once, for documents that are too large together', async () => {
    const { collect } = collectorOf({ costOf: ({ bytes }) => bytes.length / 4 });

    expect(await collect('aaa', 'b')).toEqual([
      'here aaa',
      'begin',
      'offloaded aaa',
      'offloaded b',
      'close',
    ]);
  });

  it('is where the last collection showed, and the event loop again when it costs less', async () => {
    const { collect } = collectorOf({ ms: 40 });
    const offloaded = ['begin', 'offloaded a', 'close'];
    await collect('slow');

    // A little less is expected each time: 40, 36, 32.4, 29.2 ms.
    for (let time = 0; time < 3; time += 1) expect(await collect('a')).toEqual(offloaded);
    expect(await collect('a')).toEqual(['here a']);
  });

  it('is the event loop for larger documents of a collector whose last one fitted', async () => {
    const { collect } = collectorOf({ costOf: ({ bytes }) => bytes.length / 4 });

    await collect('a');
    expect(await collect('aaaaaa')).toEqual(['here aaaaaa']);
    expect(await collect('aaaaaaaa')).toEqual(['begin', 'offloaded aaaaaaaa', 'close']);
  });

  it('starts no process for a collection that gets no document', async () => {
    const { collect, open, log } = collectorOf({});
    await collect('slow');
    log.splice(0);

    open().close();

    expect(log).toEqual([]);
  });

  it('is one place for a document that is checked first, which may be what is too much', async () => {
    const { open, log } = collectorOf({});
    const collection = open();
    const first = await collection.check(documentOf('a'));
    await collection.add(first);
    const slow = await collection.check(documentOf('slow'));
    await collection.add(slow);

    expect(first.decoded).toEqual({ value: 'a' });
    expect(log).toEqual([
      'here a',
      'here slow',
      'begin',
      'offloaded a',
      'offloaded slow',
      'offloaded slow',
    ]);
    collection.close();
  });

  it('decodes a page once, to find the next one and to extract it', async () => {
    const { open, log } = collectorOf({});
    const collection = open();
    const page = { url: new URL('http://localhost/'), pagination };
    await collection.addPage(documentOf('a'), page);
    await collection.addPage(documentOf('slow'), page);
    await collection.addPage(documentOf('b'), page);

    expect(log).toEqual([
      'here a',
      'here slow',
      'begin',
      'offloaded a',
      'offloaded slow',
      'offloaded b',
    ]);
    collection.close();
  });

  it('gives a spent budget no other name on the way', () => {
    const budget = { ms: 1, left: 0, remaining: 1, until: -Infinity, cpuStart: -Infinity };

    expect(() => spend(budget, 1)).toThrow(BudgetSpent);
  });
});

describe('the bytes of documents', () => {
  it('are held until the collection ends, where they may have to be read again', async () => {
    const { open, inFlight } = collectorOf({});
    const collection = open();
    collection.bytes.add(3);
    await collection.add(documentOf('abc'));
    expect(inFlight.held).toBe(3);

    collection.close();
    expect(inFlight.held).toBe(0);
  });

  it('are given back when a reader process has read them, or when they cannot be read', async () => {
    const { open, inFlight } = collectorOf({});
    const collection = open();
    for (const text of ['broken', 'slow', 'abc', 'broken']) {
      collection.bytes.add(text.length);
      const failure = await collection.add(documentOf(text)).catch((error: Error) => error.message);
      expect([failure !== undefined, inFlight.held]).toEqual([text === 'broken', 0]);
    }
    collection.close();
  });

  it('take no memory any more once a reader process has read them, unless they are to be explained', async () => {
    const text = `slow${' '.repeat(1024 * 1024)}`;
    const { open, collect } = collectorOf({ costOf: () => 1 });
    const [document, explained] = [documentOf(text), documentOf(text)];
    const collection = open();
    await collection.add(document);
    collection.close();
    expect(document.bytes.length).toBe(0);

    const traced = open({ rules: [] });
    await traced.add(explained);
    traced.close();
    expect(explained.bytes.length).toBe(text.length);
    expect(await collect('a')).toContain('offloaded a');
  });

  it('wait for nobody once the collection has a reader process', async () => {
    const { open, inFlight } = collectorOf({});
    const [first, second] = [open(), open()];
    first.bytes.add(900);
    second.bytes.add(200);
    const room = second.bytes.room();

    await second.add(documentOf('slow'));

    await room;
    expect(second.bytes.add(inFlight.limit)).toBe(true);
    for (const each of [first, second]) each.close();
  });
});
