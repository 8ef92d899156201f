import { afterEach, describe, expect, it } from 'vitest';
import { createConfiguredProber } from '../../src/config/create-prober.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { createEngine } from '../../src/engine/exporter.ts';
import { everything } from '../../src/engine/selection.ts';
import type { Source } from '../../src/engine/source.ts';
import { createConnections } from '../../src/http-client/transport/connections.ts';
import { createGenerations, type Generations } from '../../src/reload/generations.ts';
import { createScrubber } from '../../src/schema/scrubber.ts';
import type { SourceContext } from '../../src/sources/context.ts';
import { documentResources } from '../documents/resources.ts';
import { memoryLogger, oneSample } from '../engine/sources.ts';

let generations: Generations | undefined;

afterEach(() => generations?.end());

type Create = (context: SourceContext) => Source;

/** A configuration whose collectors have sources of the test; the number stands for their settings. */
function load(
  collectors: Record<string, readonly [settings: number, create: Create]>,
  modules: object = {},
) {
  const lines = Object.entries(collectors).map(
    ([name, [settings]]) =>
      `  ${name}: { demo: {}, interval: 1h, limits: { samples: ${settings} } }`,
  );
  const loaded = parseConfig(
    ['collectors:', ...lines, `modules: ${JSON.stringify(modules)}`].join('\n'),
    'polyprom.yaml',
    {
      env: {},
      readFile: () => '',
    },
  );
  return {
    ...loaded,
    collectors: loaded.collectors.map((collector) => ({
      ...collector,
      source: {
        ...collector.source,
        create: async (_: unknown, context: SourceContext) =>
          collectors[collector.name]![1](context),
      },
    })),
  };
}

const secrets = createScrubber();

function begin(first: ReturnType<typeof load>): Promise<Generations> {
  const context = {
    clock: systemClock,
    connections: createConnections(() => systemClock.monotonic()),
    ...documentResources(),
    secrets,
    env: {},
    readFile: () => '',
  };
  return createGenerations(first, {
    engine: createEngine({ concurrency: 10, logger: memoryLogger() }),
    context,
    createProber: (loaded, world) => createConfiguredProber(loaded, world, memoryLogger()),
    print: () => '',
    onReplace() {},
  });
}

const source: Create = () => ({ collect: async () => oneSample('a') });

const moduleOf = (path: string) => ({
  ping: {
    allowedTargets: ['a.example'],
    http: { path },
    metrics: { up: { help: 'Up.', value: 'up' } },
  },
});

describe('another configuration', () => {
  it('keeps the very modules when all of their settings are equal', async () => {
    generations = await begin(load({ kept: [1, source] }, moduleOf('/a')));
    const first = generations.current().prober;

    await generations.replace(load({ kept: [2, source] }, moduleOf('/a')));
    expect(generations.current().prober).toBe(first);

    await generations.replace(load({ kept: [2, source] }, moduleOf('/b')));
    expect(generations.current().prober).not.toBe(first);
  });

  it('keeps the very collectors whose settings are equal', async () => {
    generations = await begin(
      load({ kept: [1, source], changed: [1, source], removed: [1, source] }),
    );
    const before = generations.current().exporter.collectors;

    const changes = await generations.replace(
      load({ kept: [1, source], changed: [2, source], added: [1, source] }),
    );

    expect(changes).toEqual({
      kept: ['kept'],
      added: ['added'],
      changed: ['changed'],
      removed: ['removed'],
    });
    const after = generations.current().exporter.collectors;
    expect(after.map(({ name }) => name)).toEqual(['added', 'changed', 'kept']);
    expect(after[2]).toBe(before[1]);
    expect(after[1]).not.toBe(before[0]);
    expect(before.map(({ background }) => background.aborted)).toEqual([true, false, true]);
  });

  it('is tried before it takes over', async () => {
    generations = await begin(load({}));
    await generations.replace(load({ added: [1, source] }));
    expect(generations.current().exporter.collectors[0]?.history.last?.ok).toBe(true);
  });

  it.each<[string, Create]>([
    [
      'created',
      () => {
        throw new Error('no');
      },
    ],
    [
      'started',
      () => ({ collect: async () => oneSample('a'), start: () => Promise.reject(new Error('no')) }),
    ],
  ])('leaves everything as it was when a collector cannot be %s', async (_, failing) => {
    generations = await begin(load({ shop: [1, source] }));
    const before = generations.current();
    const begun: AbortSignal[] = [];
    const other: Create = (context) => {
      context.secrets?.learn('token-of-the-other');
      return {
        ...source(context),
        start: async (signal) => void begun.push(signal),
      };
    };

    const replacing = generations.replace(load({ broken: [1, failing], other: [1, other] }));

    await expect(replacing).rejects.toThrow('no');
    expect(generations.current()).toBe(before);
    expect(before.exporter.collectors[0]?.background.aborted).toBe(false);
    expect(begun.every(({ aborted }) => aborted)).toBe(true);
    for (let i = 0; i < 64; i += 1) {
      secrets.learn(`another token, ${i}`);
      secrets.forget(`another token, ${i}`);
    }
    expect(secrets.scrub('token-of-the-other')).toBe('token-of-the-other');
  });
});

describe('a collector that was removed', () => {
  it('ends what it holds when the scrapes that began before it was removed are done, not sooner', async () => {
    const collecting = Promise.withResolvers<AbortSignal>();
    const { promise, resolve } = Promise.withResolvers<void>();
    let rounds = 0;
    const slow: Create = () => ({
      async collect({ signal }) {
        rounds += 1;
        if (rounds > 1) {
          collecting.resolve(signal);
          await promise;
        }
        return oneSample('slow');
      },
    });
    const onScrape = load({ slow: [1, slow] });
    const [collector] = onScrape.collectors;
    generations = await begin({
      ...onScrape,
      collectors: [{ ...collector!, schedule: { when: 'scrape' } }],
    });
    await generations.current().exporter.scrape(everything, 1000);
    const scrape = generations.current().exporter.scrape(everything, 10_000);
    const signal = await collecting.promise;

    // Two configurations on: the scrape keeps to the first.
    await generations.replace(load({ other: [1, source] }));
    await generations.replace(load({ another: [1, source] }));
    expect(signal.aborted).toBe(false);
    resolve();

    const families = await scrape;
    expect(families.map(({ name }) => name)).toContain('slow');
  });

  it('has its collection in the background ended, without a trace in the log', async () => {
    const begun = Promise.withResolvers<AbortSignal>();
    const endless: Create = () => ({
      collect({ signal }) {
        begun.resolve(signal);
        return new Promise(() => {});
      },
    });
    generations = await begin(load({ endless: [1, endless] }));
    void generations.start(10);
    const signal = await begun.promise;
    const [collector] = generations.current().exporter.collectors;

    await generations.replace(load({}));

    await expect.poll(() => signal.aborted).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(collector?.history.last).toBe(undefined);
  });
});
