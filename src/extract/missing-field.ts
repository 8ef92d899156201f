import { didYouMean } from '../message/suggestion.ts';

/** The values that an expression can refer to. */
interface Sight {
  readonly item: unknown;
  readonly root: unknown;
  readonly parent?: unknown;
}

/** Names with dots between them, starting at the item, `$root`, `$` or `$parent`. */
const fieldPath =
  /(?<![\w$."])(?:(?<from>\$(?:root|parent)?)\.)?(?<path>(?:[A-Za-z_]\w*|"[^"\\]+")(?:\.(?:[A-Za-z_]\w*|"[^"\\]+"))*)(?![\w(])/gu;

const words: ReadonlySet<string> = new Set(['true', 'false', 'null', 'let', 'in']);

/** Objects with more keys, or longer ones, contain data rather than fields, and would take long to search. */
const mostKeys = 500;
const longestKey = 80;
const longestClause = 120;

/**
 * The clause `; did you mean cents?` for an expression that found nothing, if a field that it names is missing and
 * one with a similar name exists. Names in brackets or after `&`, which belong to an element, are ignored.
 */
export function suggestField(text: string, { item, root, parent }: Sight): string {
  const plain = text
    .slice(0, 1000)
    .replaceAll(/'(?:[^'\\]|\\.)*'?|`[^`]*`?/gu, ' ')
    .replaceAll(/\[[^\]]*\]?|&[^,)]*/gu, ' ');
  for (const { groups = {} } of plain.matchAll(fieldPath)) {
    const { from, path = '' } = groups;
    if (from === undefined && words.has(path)) continue;
    const start = from === undefined ? item : from === '$parent' ? parent : root;
    const suggestion = suggestStep(path, start, from === undefined ? [] : [from]);
    if (suggestion !== '') return suggestion;
  }
  return '';
}

function suggestStep(path: string, start: unknown, from: readonly string[]): string {
  let at = start;
  const before = [...from];
  for (const [step] of path.matchAll(/[^."]+|"[^"]+"/gu)) {
    if (typeof at !== 'object' || at === null || Array.isArray(at)) return '';
    const name = step.replaceAll('"', '');
    if (!Object.hasOwn(at, name)) return suggestKey(name, at, before);
    before.push(step);
    at = Reflect.get(at, name);
  }
  return '';
}

function suggestKey(name: string, object: object, before: readonly string[]): string {
  const keys = Object.keys(object);
  if (keys.length > mostKeys || name.length > longestKey) return '';
  const near = keys.filter((key) => key.length <= longestKey);
  const clause = didYouMean(name, near, (key) => [...before, written(key)].join('.'));
  return clause.length > longestClause ? '' : clause.toWellFormed();
}

function written(key: string): string {
  return /^[A-Za-z_]\w*$/u.test(key) ? key : JSON.stringify(key);
}
