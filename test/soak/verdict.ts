import type { Figures, Held } from './reload.ts';

/** How much more a process may hold after the reloads than before them. */
const allowed: Readonly<Record<keyof Held, number>> = {
  heapMiB: 10,
  residentMiB: 30,
  descriptors: 6,
  timers: 8,
  sockets: 6,
  watchers: 0,
  processes: 0,
  upstreamConnections: 4,
};

/** A line for each bar, and whether it holds. @param bars in place of the usual ones */
export function verdictOf(
  figures: Figures,
  bars: Partial<Record<keyof Held, number>> = {},
): readonly { readonly line: string; readonly holds: boolean }[] {
  const { reloads, refused, scrapes, failedScrapes, slowestScrapeMs, slowestReloadMs } = figures;
  const { before, after } = figures;
  return [
    {
      line: `${reloads} reloads, ${refused} of them refused; the slowest took ${ms(slowestReloadMs)}`,
      holds: refused === Math.floor(reloads / 3),
    },
    {
      line: `${scrapes} scrapes, ${failedScrapes.length} failed; the slowest took ${ms(slowestScrapeMs)}${failedScrapes
        .slice(0, 3)
        .map((fault) => `; ${fault}`)
        .join('')}`,
      holds: scrapes > reloads && failedScrapes.length === 0,
    },
    { line: 'the file is watched', holds: before.watchers > 0 },
    ...keysOf(allowed).map((key) => ({
      line: `${key}: ${round(before[key])} before, ${round(after[key])} after`,
      holds: after[key] - before[key] <= (bars[key] ?? allowed[key]),
    })),
  ];
}

function keysOf(held: Readonly<Record<keyof Held, number>>): readonly (keyof Held)[];
function keysOf(held: object): readonly string[] {
  return Object.keys(held);
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
