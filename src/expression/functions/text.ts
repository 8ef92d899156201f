import { ExpressionError } from '../expression.ts';
import { define, type Call, type FunctionDefinition } from './function-definition.ts';
import { integer, optional, text, texts } from './parameters.ts';
import { allocateText, spend, type Evaluation } from '../evaluation.ts';
import { indexOf, lastIndexOf, spendSearch } from './search.ts';
import { describeValue } from '../value.ts';

/** Functions that search, join or split strings. */
export const textFunctions: readonly FunctionDefinition[] = [
  define(
    'ends_with',
    [text('subject'), text('suffix')],
    'Whether a string ends with another.',
    { expression: "ends_with(name, '.log')", document: { name: 'a.log' }, result: true },
    (_call, subject, suffix) => subject.endsWith(suffix),
  ),
  define(
    'find_first',
    [text('subject'), text('search'), optional(integer('start')), optional(integer('end'))],
    'The position of the first occurrence of a string in another, optionally between two positions; null if there is none.',
    { expression: "find_first(name, '-')", document: { name: 'a-b-c' }, result: 1 },
    ({ run }, subject, search, start, end) => {
      const { from, part } = cutOut(subject, start, end);
      return found(search === '' ? -1 : indexOf(run, part, search), from);
    },
  ),
  define(
    'find_last',
    [text('subject'), text('search'), optional(integer('start')), optional(integer('end'))],
    'The position of the last occurrence of a string in another, optionally between two positions; null if there is none.',
    { expression: "find_last(name, '-')", document: { name: 'a-b-c' }, result: 3 },
    ({ run }, subject, search, start, end) => {
      const { from, part } = cutOut(subject, start, end);
      return found(search === '' ? -1 : lastIndexOf(run, part, search), from);
    },
  ),
  define(
    'join',
    [text('glue'), texts('parts')],
    'Joins strings with a separator.',
    { expression: "join('/', path)", document: { path: ['a', 'b'] }, result: 'a/b' },
    ({ run }, glue, parts) => {
      let length = glue.length * parts.length;
      for (const part of parts) length += part.length;
      allocateText(run, length);
      return parts.join(glue);
    },
  ),
  define(
    'lower',
    [text('subject')],
    'Converts a string to lowercase.',
    { expression: 'lower(status)', document: { status: 'UP' }, result: 'up' },
    (_call, subject) => subject.toLowerCase(),
  ),
  define(
    'pad_left',
    [text('subject'), integer('width', 0), optional(text('pad'))],
    'Pads a string on the left to a width, with spaces or another character.',
    { expression: "pad_left(slot, 3, '0')", document: { slot: '7' }, result: '007' },
    (call, subject, width, pad) => padding(call, subject, width, pad) + subject,
  ),
  define(
    'pad_right',
    [text('subject'), integer('width', 0), optional(text('pad'))],
    'Pads a string on the right to a width, with spaces or another character.',
    { expression: "pad_right(slot, 3, '.')", document: { slot: '7' }, result: '7..' },
    (call, subject, width, pad) => subject + padding(call, subject, width, pad),
  ),
  define(
    'replace',
    [text('subject'), text('search'), text('by'), optional(integer('count', 0))],
    'Replaces all occurrences of a substring, or the first count ones.',
    { expression: "replace(name, '-', '_')", document: { name: 'a-b-c' }, result: 'a_b_c' },
    ({ run }, subject, search, by, count) => {
      const pieces = splitAll(run, subject, search, count);
      allocateText(run, subject.length + (pieces.length - 1) * (by.length - search.length));
      return pieces.join(by);
    },
  ),
  define(
    'split',
    [text('subject'), text('separator'), optional(integer('count', 0))],
    'Splits a string at a separator, at most count times from the left.',
    { expression: "split(path, '/')", document: { path: 'a/b' }, result: ['a', 'b'] },
    ({ run }, subject, separator, count) => splitAll(run, subject, separator, count),
  ),
  define(
    'starts_with',
    [text('subject'), text('prefix')],
    'Whether a string starts with another.',
    { expression: "starts_with(name, 'eth')", document: { name: 'eth0' }, result: true },
    (_call, subject, prefix) => subject.startsWith(prefix),
  ),
  define(
    'trim',
    [text('subject'), optional(text('characters'))],
    'Removes white space, or the given characters, from both ends of a string.',
    { expression: 'trim(name)', document: { name: ' a b ' }, result: 'a b' },
    ({ run }, subject, characters) => {
      const set = setOf(run, characters);
      return trimStart(trimEnd(subject, set), set);
    },
  ),
  define(
    'trim_left',
    [text('subject'), optional(text('characters'))],
    'Removes white space, or the given characters, from the start of a string.',
    { expression: "trim_left(id, '0')", document: { id: '0042' }, result: '42' },
    ({ run }, subject, characters) => trimStart(subject, setOf(run, characters)),
  ),
  define(
    'trim_right',
    [text('subject'), optional(text('characters'))],
    'Removes white space, or the given characters, from the end of a string.',
    { expression: "trim_right(path, '/')", document: { path: 'a/b/' }, result: 'a/b' },
    ({ run }, subject, characters) => trimEnd(subject, setOf(run, characters)),
  ),
  define(
    'upper',
    [text('subject')],
    'Converts a string to uppercase.',
    { expression: 'upper(status)', document: { status: 'up' }, result: 'UP' },
    (_call, subject) => subject.toUpperCase(),
  ),
];

/** The part between two positions; an end of 0 means the end of the string. */
function cutOut(
  subject: string,
  start = 0,
  end = 0,
): { readonly from: number; readonly part: string } {
  const from = Math.max(start, 0);
  return { from, part: subject.slice(from, end === 0 ? subject.length : end) };
}

function found(offset: number, from: number): number | null {
  return offset === -1 ? null : offset + from;
}

/** Splits a string at the separator, or into characters if the separator is empty. */
function splitAll(run: Evaluation, subject: string, separator: string, count = Infinity): string[] {
  spend(run, subject.length); // the maximum number of parts
  spendSearch(run, subject, separator);
  const pieces = separator === '' ? Array.from(subject) : subject.split(separator);
  if (pieces.length <= count + 1) return pieces;
  return [...pieces.slice(0, count), pieces.slice(count).join(separator)];
}

function padding({ name, run }: Call, subject: string, width: number, pad = ' '): string {
  const character = pad === '' ? ' ' : pad;
  if (character.length > 2 || Array.from(character).length !== 1) {
    throw new ExpressionError(
      `${name}(): argument 3 (pad) should be one character, but is ${describeValue(pad)}`,
    );
  }
  spend(run, subject.length);
  const missing = Math.max(width - Array.from(subject).length, 0);
  allocateText(run, subject.length + missing * character.length);
  return character.repeat(missing);
}

type CharacterSet = (character: string) => boolean;

function setOf(run: Evaluation, characters = ''): CharacterSet {
  spend(run, characters.length);
  const set = new Set(Array.from(characters));
  return (character) => {
    spend(run, 1);
    return characters === '' ? /[\s\u0085]/.test(character) : set.has(character);
  };
}

function trimStart(subject: string, isTrimmed: CharacterSet): string {
  let start = 0;
  for (const character of subject) {
    if (!isTrimmed(character)) break;
    start += character.length;
  }
  return subject.slice(start);
}

function trimEnd(subject: string, isTrimmed: CharacterSet): string {
  let end = subject.length;
  while (end > 0) {
    const last = subject.codePointAt(end - 2) ?? 0;
    const length = last > 0xffff ? 2 : 1;
    if (!isTrimmed(subject.slice(end - length, end))) break;
    end -= length;
  }
  return subject.slice(0, end);
}
