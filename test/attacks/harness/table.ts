import type { Figures } from './measure.ts';

const widths = [26, 13, 16, 9, 8, 19] as const;

export function heading(): string {
  return row('attack', [
    'held (late)',
    'healthy p99/max',
    'others ok',
    'message',
    'MB before/peak/after',
  ]);
}

export function line(name: string, figures: Figures, faults: readonly string[]): string {
  const { loop, healthy, neighbours, memory, problems, ended, seconds } = figures;
  const held =
    ended !== undefined
      ? `died`
      : loop === undefined
        ? 'for ever'
        : `${Math.round(loop.worstHeldMs)} (${Math.round(loop.worstLateMs)})`;
  const good = neighbours.scrapes - neighbours.faults.length;
  const told = row(name, [
    held,
    `${Math.round(healthy.p99)}/${Math.round(healthy.worst)}`,
    `${good}/${neighbours.scrapes}`,
    problems.length === 0 ? 'ok' : 'not ok',
    `${Math.round(memory.before)}/${Math.round(memory.peak)}/${Math.round(memory.after)}`,
  ]);
  const verdict = faults.length === 0 ? 'passed' : 'FAILED';
  return [
    `${told} ${verdict} (${seconds.toFixed(0)} s)`,
    ...faults.map((fault) => `    ${fault}`),
  ].join('\n');
}

function row(name: string, cells: readonly string[]): string {
  return [name, ...cells].map((cell, index) => cell.padEnd(widths[index] ?? 20)).join(' ');
}
