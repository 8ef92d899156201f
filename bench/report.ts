import { isMet, ratio, type Goal, type Result, type Row } from './row.ts';

const columns = ['what', 'who', 'median', 'spread', 'polyprom is', 'goal', 'met'] as const;
type Line = Record<(typeof columns)[number], string>;

const header: Line = {
  what: 'what',
  who: 'who',
  median: 'median',
  spread: 'spread',
  'polyprom is': 'polyprom is',
  goal: 'goal',
  met: 'met',
};

/** The table of all rows, in Markdown that is aligned, so that it reads the same in a terminal. */
export function table(rows: readonly Row[]): string {
  const lines = rows.flatMap(linesOf);
  const widths = columns.map((name) =>
    Math.max(...[header, ...lines].map((line) => line[name].length)),
  );
  const write = (line: Line) =>
    `| ${columns.map((name, column) => line[name].padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [write(header), rule, ...lines.map(write)].join('\n');
}

/** The goals that are not met, each in one sentence. */
export function misses(rows: readonly Row[]): readonly string[] {
  return rows.flatMap((row) =>
    row.goals
      .filter((goal) => isMet(row, goal) === false)
      .map((goal) => `${row.what}: ${goalText(row, goal)} is not met`),
  );
}

function linesOf(row: Row): readonly Line[] {
  return row.results.map((result, place) => {
    const goals = row.goals.filter((goal) =>
      'limit' in goal
        ? (goal.who ?? row.results[0]?.who) === result.who
        : goal.against === result.who,
    );
    return {
      what: place === 0 ? row.what : '',
      who: result.who,
      median: `${number(result.median)} ${row.unit}`,
      spread: `${number(result.min)}-${number(result.max)}`,
      'polyprom is': place === 0 || row.isGrowth === true ? '' : comparison(row, result),
      goal: goals.map((goal) => goalText(row, goal)).join(', '),
      met: goals.map((goal) => (isMet(row, goal) === true ? 'yes' : 'NO')).join(', '),
    };
  });
}

function comparison(row: Row, result: Result): string {
  const times = ratio(row, result);
  if (!Number.isFinite(times)) return '';
  return `${times >= 10 ? times.toFixed(0) : times.toPrecision(2)}x`;
}

function goalText({ better, unit }: Row, goal: Goal): string {
  if ('times' in goal) return `${goal.times}x`;
  return `${better === 'lower' ? 'at most' : 'at least'} ${goal.limit} ${unit}`;
}

function number(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toPrecision(2);
}
