import { cut } from './cut.ts';

/** A value as JSON, cut after `length` characters. It reads no further, however large the value is. */
export function previewJson(value: unknown, length: number): string {
  return cut(beginningOf(value, length), length);
}

/** At least the first `room` characters of the JSON of a value. */
function beginningOf(value: unknown, room: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, Math.max(room, 0) + 1));
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? beginningOfArray(value, room) : beginningOfObject(value, room);
}

function beginningOfArray(array: readonly unknown[], room: number): string {
  let text = '[';
  for (const element of array) {
    if (text.length > room) break;
    text += `${text === '[' ? '' : ','}${beginningOf(element, room - text.length)}`;
  }
  return `${text}]`;
}

function beginningOfObject(object: object, room: number): string {
  let text = '{';
  // Object.entries would create a pair for each member of a document that may be large.
  for (const key in object) {
    if (text.length > room) break;
    if (!Object.hasOwn(object, key)) continue;
    text += `${text === '{' ? '' : ','}${beginningOf(key, room)}:`;
    text += beginningOf(Reflect.get(object, key), room - text.length);
  }
  return `${text}}`;
}
