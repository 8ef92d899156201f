import { describe, expect, it } from 'vitest';
import { type z } from 'zod';
import { createCollectors } from '../../src/config/collectors.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { configJsonSchema } from '../../src/config/schema/json-schema.ts';
import { configSchema } from '../../src/config/schema/schema.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { createConnections } from '../../src/http-client/transport/connections.ts';
import { documentResources } from '../documents/resources.ts';
import { object } from '../../src/schema/containers.ts';
import { number } from '../../src/schema/scalars.ts';
import type { SourceKind } from '../../src/sources/kind.ts';
import { sourceKinds } from '../../src/sources/kinds.ts';
import { oneSample } from '../engine/sources.ts';

const ClockworkOptions = object({
  turns: number({ integer: true, min: 1 }).describe('How often the key is turned.'),
});
type ClockworkOptions = z.output<typeof ClockworkOptions>;

const clockwork: SourceKind<ClockworkOptions> = {
  schema: ClockworkOptions,
  families: { made: 'own', families: { clockwork_turns: 'gauge' } },
  warnings: ({ turns }) => (turns > 10 ? [{ path: ['turns'], message: 'the spring breaks' }] : []),
  create: async ({ turns }) => ({ collect: async () => oneSample('clockwork_turns', turns) }),
};

const kinds = { ...sourceKinds, clockwork };
const environment = { env: {}, readFile: () => '' };

function load(collector: string) {
  return parseConfig(`collectors: { toy: { ${collector} } }`, 'toy.yaml', environment, kinds);
}

describe('a kind of source that is added to the table', () => {
  it('collects by its options', async () => {
    const [created] = await createCollectors(load('clockwork: { turns: 3 }').collectors, {
      clock: systemClock,
      connections: createConnections(() => systemClock.monotonic()),
      ...documentResources(),
      ...environment,
    });

    expect(created?.metrics).toEqual(['clockwork_turns']);
    expect(await created?.source.collect({ signal: AbortSignal.timeout(1000) })).toEqual(
      oneSample('clockwork_turns', 3),
    );
  });

  it.each([
    ['clockwork: { turns: 0 }', 'toy.yaml:1:35 collectors.toy.clockwork.turns: '],
    ['clockwork: { turn: 1 }', 'unknown key, did you mean "turns"?'],
    ['clockwork: { turns: 1 }, demo: {}', 'the collector has 2 sources (demo, clockwork)'],
    ['clockwork: { turns: 1 }, metrics: {}', 'has no meaning for the source clockwork'],
    ['timeout: 1s', 'write one of demo, http, file, clockwork'],
  ])('has its mistakes told as those of the others: %s', (collector, message) => {
    expect(() => load(collector)).toThrow(message);
  });

  it('warns with the place', () => {
    expect(load('clockwork: { turns: 11 }').warnings).toMatchObject([
      { message: 'the spring breaks', line: 1, path: 'collectors.toy.clockwork.turns' },
    ]);
  });

  it('is in the JSON Schema with its descriptions', () => {
    const schema = configJsonSchema({ target: 'draft-2020-12' }, configSchema(kinds));

    expect(JSON.stringify(schema)).toContain('How often the key is turned.');
    expect(JSON.stringify(configJsonSchema({ target: 'draft-2020-12' }))).not.toContain('turned');
  });
});
