import { didYouMean } from '../message/suggestion.ts';

/** What an expression could look into. */
interface Sight {
  readonly item: unknown;
  readonly root: unknown;
  readonly parent?: unknown;
}

/** Names with dots between them, from the item on or from `$root`, `$` or `$parent`. */
const fieldPath =
  /(?<![\w$."])(?:(?<from>\$(?:root|parent)?)\.)?(?<path>(?:[A-Za-z_]\w*|"[^"\\]+")(?:\.(?:[A-Za-z_]\w*|"[^"\\]+"))*)(?![\w(])/gu;

const words: ReadonlySet<string> = new Set(['true', 'false', 'null', 'let', 'in']);

/** More keys, or longer ones, are data and no fields: looking through them would take its time. */
const mostKeys = 500;
const longestKey = 80;
const longestClause = 120;

/**
 * The clause `; did you mean cents?` for an expression that found nothing, when a field that it names
 * is not there and one of nearly that name is. Of a name in brackets or behind `&`, which belongs to an
 * element, nothing is said.
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
