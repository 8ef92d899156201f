import type { Context } from './context.ts';
import { nextPort, startPinned } from './process.ts';
import { servers } from './subjects.ts';

const series = 1000;

/**
 * Holds the peers to the same work: the pages of all servers must have the same series with the same
 * values, whatever their order and their way of writing a number.
 *
 * @throws Error that names the server whose page is another
 */
export async function compareSeries({ peers }: Context): Promise<void> {
  let expected: { readonly who: string; readonly text: string } | undefined;
  for (const mode of ['same', 'changed'] as const) {
    for (const { who, command } of servers(peers, series, mode, nextPort())) {
      const port = Number(command.args.at(-1));
      const server = await startPinned(command, port);
      try {
        const response = await fetch(`http://127.0.0.1:${port}/metrics`);
        const text = seriesOf(await response.text());
        expected ??= { who, text };
        // Of changing values only the series are compared: the servers are at different rounds.
        if (normal(text, mode) === normal(expected.text, mode)) continue;
        throw new Error(`the pages of ${expected.who} and ${who} do not have the same series`);
      } finally {
        await server.stop();
      }
    }
  }
}

function seriesOf(page: string): string {
  return page
    .split('\n')
    .filter((line) => line.startsWith('bench_'))
    .map((line) => line.replace(/ (\S+)$/, (_, number: string) => ` ${Number(number)}`))
    .toSorted()
    .join('\n');
}

function normal(text: string, mode: 'same' | 'changed'): string {
  return mode === 'same' ? text : text.replaceAll(/ \S+$/gm, '');
}
