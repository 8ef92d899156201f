import { allocateText, type Evaluation, longestText, spend } from './evaluation.ts';

/**
 * JSON to a value as documents hold it: an integer beyond 2^53 is a `bigint`, a number beyond the range of
 * doubles a string. Undefined, which no JSON is, when the string is not JSON.
 */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text, exactInteger);
  } catch {
    return undefined;
  }
}

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

function exactInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  if (!Number.isFinite(value)) return source;
  return /^-?\d+$/.test(source) ? BigInt(source) : value;
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

/** The beginning of a value's JSON: `room` characters and little more, however large the value is. */
export function previewJson(value: unknown, room: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, Math.max(room, 0) + 1));
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? previewList(value, room) : previewObject(value, room);
}

function previewList(list: readonly unknown[], room: number): string {
  let text = '[';
  for (const element of list) {
    if (text.length > room) break;
    text += `${text === '[' ? '' : ','}${previewJson(element, room - text.length)}`;
  }
  return `${text}]`;
}

function previewObject(object: object, room: number): string {
  let text = '{';
  // Not Object.entries, which would make pairs of a whole document for a line of it.
  for (const key in object) {
    if (text.length > room) break;
    if (!Object.hasOwn(object, key)) continue;
    text += `${text === '{' ? '' : ','}${JSON.stringify(key)}:`;
    text += previewJson(Reflect.get(object, key), room - text.length);
  }
  return `${text}}`;
}
