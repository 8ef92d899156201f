import { own, type Context, type Suite } from '../context.ts';
import { measurePinned } from '../process.ts';
import { resultsOf, takeTurns, type Row } from '../row.ts';
import { ownProgram } from '../subjects.ts';

interface Memory {
  /** MB, from the first tenth of the scrapes to the end, after garbage collection. */
  readonly growth: number;
  readonly heap: number;
  /** The most that the renderer's caches held, in MB. */
  readonly cached: number;
}

/** Whether anything is kept for label values that never come again. */
export const churn: Suite = {
  name: 'churn',
  async *run({ isQuick }: Context) {
    const scrapes = isQuick ? 20_000 : 1_000_000;
    const command = ownProgram('churn', scrapes);
    const withGc = { ...command, args: ['--expose-gc', ...command.args] };
    const subject = { who: own, measure: () => measurePinned<Memory>(withGc) };
    const measured = await takeTurns([subject], 1);
    const row = (what: string, figure: (one: Memory) => number, limit: number): Row => ({
      suite: 'churn',
      what: `${scrapes.toLocaleString('en')} scrapes of 10 series, no label value twice: ${what}`,
      unit: 'MB',
      better: 'lower',
      results: resultsOf(measured, figure),
      goals: [{ limit }],
    });
    yield row('growth of the heap after the first tenth', ({ growth }) => growth, 1);
    yield row('most bytes in the caches of pages', ({ cached }) => cached, 64);
  },
};
