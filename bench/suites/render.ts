import { golang, own, promClient, python, type Context, type Suite } from '../context.ts';
import type { Measured } from '../measure.ts';
import { measurePinned } from '../process.ts';
import { resultsOf, takeTurns, type Goal, type Row } from '../row.ts';
import { ownProgram, renderers, type NamedCommand } from '../subjects.ts';

/** Pages made in-process, without a server. */
export const render: Suite = {
  name: 'render',
  async *run(context) {
    const sizes = context.isQuick ? [10_000] : [10_000, 100_000];
    for (const series of sizes) {
      yield await rowOf(context, series, 'changed', 'all values changed', goalsOfChanged(series));
      yield await rowOf(context, series, 'same', 'nothing changed', [
        { against: promClient, times: 100 },
      ]);
    }
    yield await gzipRow(context);
  },
};

function goalsOfChanged(series: number): readonly Goal[] {
  if (series < 100_000) {
    return [
      { against: promClient, times: 10 },
      { against: golang, times: 5 },
      { against: python, times: 15 },
    ];
  }
  return [
    { against: promClient, times: 10 },
    { against: golang, times: 10 },
  ];
}

async function rowOf(
  { peers, rounds, budget }: Context,
  series: number,
  mode: 'changed' | 'same',
  words: string,
  goals: readonly Goal[],
): Promise<Row> {
  const subjects = renderers(peers, series, mode, budget).map(toSubject);
  return {
    suite: 'render',
    what: `render ${series.toLocaleString('en')} series, ${words}`,
    unit: 'CPU ms',
    better: 'lower',
    results: resultsOf(await takeTurns(subjects, rounds), ({ median }) => median),
    goals,
  };
}

async function gzipRow({ rounds, budget }: Context): Promise<Row> {
  const command = ownProgram('render', 10_000, 'same', budget, 'gzip');
  const measured = await takeTurns([toSubject({ who: own, command })], rounds);
  return {
    suite: 'render',
    what: 'the same 1 MB page again, with gzip',
    unit: 'CPU ms',
    better: 'lower',
    results: resultsOf(measured, ({ median }) => median),
    goals: [{ limit: 0.5 }],
  };
}

function toSubject({ who, command }: NamedCommand) {
  return { who, measure: () => measurePinned<Measured>(command) };
}
