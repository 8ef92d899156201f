import { UsageError } from '../../usage-error.ts';

/** An error or a warning about a configuration file. Line and column count from 1. */
export interface Problem {
  readonly line: number;
  readonly col: number;
  /** As `collectors.shop.http.url`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** The configuration cannot be used. The message has a line for each mistake, in the order of the file. */
export class ConfigError extends UsageError {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    const sorted = sortProblems(problems);
    super(sorted.map((problem) => formatProblem(file, problem)).join('\n'));
    this.problems = sorted;
  }
}

/** `file:line:col path: message` */
export function formatProblem(file: string, { line, col, path, message }: Problem): string {
  return `${file}:${line}:${col} ${path === '' ? '' : `${path}: `}${message}`;
}

/** In the order of the file, without duplicates. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  const unique = new Map(problems.map((problem) => [formatProblem('', problem), problem]));
  return [...unique.values()].toSorted(
    (a, b) => a.line - b.line || a.col - b.col || compare(a.path, b.path),
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** `collectors.shop.metrics.a.rules[1].value`; a key that is not a plain word is quoted. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((step, i) => {
      if (typeof step === 'number') return `[${step}]`;
      const key = String(step);
      if (!/^[\w$-]+$/.test(key)) return `[${JSON.stringify(key)}]`;
      return i === 0 ? key : `.${key}`;
    })
    .join('');
}
