import { allocateText, type Evaluation, longestText, spend } from './evaluation.ts';

/** Fails before the whole is longer than a string may be. */
function joined<T>(list: readonly T[], write: (element: T) => string, run: Evaluation): string {
  const parts: string[] = [];
  let length = 0;
  for (const element of list) {
    const part = write(element);
    parts.push(part);
    length += 1 + part.length;
    if (length > longestText) allocateText(run, length);
  }
  return parts.join(',');
}

/**
 * A value to JSON, with integers beyond 2^53 exactly; numbers that JSON does not have (`NaN`, infinities) are
 * null, as `JSON.stringify` writes them.
 *
 * @throws ExpressionError when it would be too long; BudgetSpent
 */
export function writeJson(value: unknown, run: Evaluation): string {
  const text = jsonOf(value, run);
  allocateText(run, text.length);
  return text;
}

function jsonOf(value: unknown, run: Evaluation): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string') {
    allocateText(run, value.length);
    return JSON.stringify(value);
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) {
    spend(run, value.length);
    return `[${joined(value, (element) => jsonOf(element, run), run)}]`;
  }
  const members = Object.entries(value);
  spend(run, members.length);
  return `{${joined(members, ([key, member]) => `${JSON.stringify(key)}:${jsonOf(member, run)}`, run)}}`;
}
