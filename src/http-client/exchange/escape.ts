import { isSendable } from './headers.ts';
import { formEncoded } from './shown-url.ts';

/** Escapes a value for its context. @throws Error if the value is not valid there */
export type Escape = (value: string) => string;

export const asItIs: Escape = (value) => value;

/** For a part of the path or the query of a URL. `.` and `..` are rejected because they would change the path. */
export function forUrl(value: string): string {
  if (/^\.{1,2}$/.test(value)) throw new Error(`the value ${value} cannot be part of a URL`);
  return encodeURIComponent(value.toWellFormed());
}

export function forHeader(value: string): string {
  if (isSendable(value)) return value;
  throw new Error(
    'a value has a control character, or one beyond U+00FF, which no header can carry',
  );
}

/** For the text of a body, depending on its Content-Type or its first characters. */
export function escapeFor(body: string, contentType = ''): Escape {
  if (/json/i.test(contentType) || /^\s*[[{]/.test(body)) return forJson;
  if (/xml/i.test(contentType) || /^\s*</.test(body)) return forXml;
  if (/urlencoded/i.test(contentType)) return formEncoded;
  return asItIs;
}

/** For use inside a JSON string, or in place of a number. */
function forJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function forXml(value: string): string {
  return value.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
