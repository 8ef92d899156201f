/** How much of a value is shown. */
const shownLength = 80;

/**
 * A value as JSON, cut after about 80 characters. It stops reading the value there too, so showing a
 * document of many megabytes costs nothing; what it gives is well-formed text.
 */
export function shown(value: unknown): string {
  return cut(jsonText(value, shownLength + 1), shownLength);
}

/** A text of at most `length` characters; what is left out is told by an ellipsis. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text.toWellFormed();
  const last = text.charCodeAt(length - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return `${text.slice(0, splitsPair ? length - 1 : length).toWellFormed()}…`;
}

/** The JSON of a value, or at least the first `room` characters of it. */
function jsonText(value: unknown, room: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, Math.max(room, 0)));
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return listText(value, room);
  if (typeof value === 'object' && value !== null) return objectText(value, room);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return 'null';
}

function listText(list: readonly unknown[], room: number): string {
  let text = '[';
  for (const element of list) {
    if (text.length > room) return text;
    if (text.length > 1) text += ',';
    text += jsonText(element, room - text.length);
  }
  return `${text}]`;
}

function objectText(object: object, room: number): string {
  let text = '{';
  for (const [key, value] of Object.entries(object)) {
    if (text.length > room) return text;
    if (text.length > 1) text += ',';
    text += `${jsonText(key, room)}:`;
    text += jsonText(value, room - text.length);
  }
  return `${text}}`;
}
