/**
 * JSON to a value as documents hold it: an integer beyond 2^53 is a `bigint`, a number that no double
 * comes near is a text.
 * Answers undefined, which no JSON is, when the text is not JSON.
 */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text, exactInteger);
  } catch {
    return undefined;
  }
}

function exactInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  if (!Number.isFinite(value)) return source;
  return /^-?\d+$/.test(source) ? BigInt(source) : value;
}

/**
 * A value to JSON, with integers beyond 2^53 exactly; numbers that JSON cannot say (`NaN`, infinities)
 * are null, as `JSON.stringify` has it.
 *
 * @param spend told how many members are about to be written, to end what takes too long
 */
export function writeJson(value: unknown, spend: (steps: number) => void): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) {
    spend(value.length);
    return `[${value.map((element) => writeJson(element, spend)).join(',')}]`;
  }
  const members = Object.entries(value);
  spend(members.length);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${writeJson(member, spend)}`).join(',')}}`;
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
