import { shortestSecret } from './secret-forms.ts';
import { hidden } from './text.ts';

/** Replaces secrets with `<secret>`. */
export type HideSecrets = (text: string) => string;

/** A prefix of a secret of this length is hidden anywhere, because the text may have been truncated. */
const tellingPart = 16;

/** A shorter prefix is hidden if it is followed by a quote. */
const quotedPart = 8;

/** An even shorter prefix is hidden where the text was truncated. */
const cutPart = 6;

const buckets = 2 ** 16;

/**
 * Searches for all forms in one pass over the text, in time independent of the number of forms. Hides the longest form
 * at each position, and prefixes of forms where the text was truncated.
 */
export function createSecretSearch(forms: Iterable<string>): HideSecrets {
  const byStart = new Map<number, Candidates>();
  const starts = new Uint8Array(buckets);
  for (const [start, group] of Map.groupBy(new Set(forms), (form) => hashAt(form, 0))) {
    byStart.set(start, candidatesOf(group.filter(({ length }) => length >= shortestSecret)));
    starts[start] = 1;
  }
  if (byStart.size === 0) return (text) => text;

  return (text) => {
    let shown = '';
    let shownTo = 0;
    for (let at = 0; at <= text.length - shortestSecret; at += 1) {
      const start = hashAt(text, at);
      if (starts[start] === 0) continue;
      const length = secretAt(text, at, byStart.get(start));
      if (length === 0) continue;
      shown += text.slice(shownTo, at) + hidden;
      shownTo = at + length;
      at = shownTo - 1;
    }
    return shownTo === 0 ? text : shown + text.slice(shownTo);
  };
}

/** Forms with the same start, sorted by code units. */
interface Candidates {
  readonly forms: readonly string[];
  /** For each form, the index of the longest other form that is a prefix of it, or -1. */
  readonly parents: readonly number[];
}

function candidatesOf(group: readonly string[]): Candidates {
  const forms = group.toSorted((a, b) => (a < b ? -1 : 1));
  const parents: number[] = [];
  for (const [index, form] of forms.entries()) {
    let parent = index - 1;
    while (parent >= 0 && !form.startsWith(forms[parent] ?? '')) parent = parents[parent] ?? -1;
    parents.push(parent);
  }
  return { forms, parents };
}

/** The number of characters of the text at `at` to hide; 0: none. */
function secretAt(text: string, at: number, candidates: Candidates | undefined): number {
  const { forms, parents } = candidates ?? { forms: [], parents: [] };
  let from = 0;
  let to = forms.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isAtOrAfter(text, at, forms[middle] ?? '')) from = middle + 1;
    else to = middle;
  }
  // The forms with the longest common prefix are adjacent to the insertion position.
  const longest = Math.max(agreement(text, at, forms[from - 1]), agreement(text, at, forms[from]));
  let whole = from - 1;
  while (whole >= 0 && !text.startsWith(forms[whole] ?? '', at)) whole = parents[whole] ?? -1;
  return Math.max(forms[whole]?.length ?? 0, partial(text, at, longest));
}

/** Hides part of a secret if it is long enough to be useful or if the text was truncated after it. */
function partial(text: string, at: number, length: number): number {
  if (length >= tellingPart) return length;
  if (length >= cutPart && isCut(text, at + length)) return length;
  return length >= quotedPart && isQuote(text.charAt(at + length)) ? length : 0;
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'";
}

/** Whether the text ends here or continues with a truncation mark, whose first dots may also belong to the secret. */
function isCut(text: string, at: number): boolean {
  if (at === text.length || /^["']?(?:…|\.\.\.|\uFFFD)/.test(text.slice(at, at + 4))) return true;
  return text.startsWith('...', at - 1) || text.startsWith('...', at - 2);
}

function agreement(text: string, at: number, form = ''): number {
  let length = 0;
  while (length < form.length && text.charCodeAt(at + length) === form.charCodeAt(length))
    length += 1;
  return length;
}

/** Whether the text at `at` begins with the form or sorts after it by code units. */
function isAtOrAfter(text: string, at: number, form: string): boolean {
  const agreed = agreement(text, at, form);
  if (agreed === form.length) return true;
  return at + agreed < text.length && text.charCodeAt(at + agreed) > form.charCodeAt(agreed);
}

function hashAt(text: string, at: number): number {
  let hash = 0;
  for (let i = at; i < at + shortestSecret; i += 1) hash = Math.imul(hash, 31) + text.charCodeAt(i);
  return hash & (buckets - 1);
}
