import { sample, stringMatching } from 'fast-check';
import type { Hostile } from './growth.ts';

/** One of each kind that patterns know, beside what stands in the pattern itself. */
const usual = [
  '0',
  'a',
  'A',
  ' ',
  '\t',
  '\n',
  '.',
  '-',
  '"',
  '\\',
  ',',
  '?',
  '+',
  '*',
  '[',
  '{',
  '(',
];
const ends = ['', '!', '\n', '\0'];
/** More of them find nothing more, and pairs grow by the square. */
const mostLetters = 24;
const mostOfPairs = 12;
const samples = 20;
const partsOfSample = 6;

/**
 * Texts that make a pattern slow if any does: runs and pairs of the letters that it names, and texts that it matches
 * with a part of them repeated.
 */
export function batteryFor(regex: RegExp): Hostile[] {
  const letters = lettersOf(regex.source);
  const pairs = letters.slice(0, mostOfPairs).flatMap((a) =>
    letters
      .slice(0, mostOfPairs)
      .filter((b) => b !== a)
      .map((b) => a + b),
  );
  return [
    ...[...letters, ...pairs].flatMap((repeated) => ends.map((behind) => ({ repeated, behind }))),
    ...matchesOf(regex).flatMap(partsRepeated),
  ];
}

function lettersOf(source: string): string[] {
  const named = source
    .replaceAll(
      /\\u\{?[\da-fA-F]{4}\}?|\\[pP]\{\w+\}|\\[dDwWsSbBkntr0]|\(\?(?:<?[=!]|:|<\w+>)/g,
      '',
    )
    .replaceAll(/[[\](){}|^$*+?\\]/g, '');
  return [...new Set([...named.split(''), ...usual])].slice(0, mostLetters);
}

/** Texts that it matches; none for what fast-check cannot read, such as look-around. */
function matchesOf(regex: RegExp): string[] {
  // It tries letters of ASCII until one matches, which here none does.
  if (/\[\^[^\]]*\\u/.test(regex.source)) return [];
  try {
    const flags = regex.flags.replaceAll(/[gyi]/g, '');
    const matching = stringMatching(new RegExp(regex.source, flags), { size: 'small' });
    return sample(matching, { numRuns: samples, seed: 1 });
  } catch {
    return [];
  }
}

function partsRepeated(text: string): Hostile[] {
  const step = Math.max(1, Math.floor(text.length / partsOfSample));
  const parts: Hostile[] = [];
  for (let at = 0; at < text.length; at += step) {
    for (const length of [1, 2, 3]) {
      const hostile = { before: text.slice(0, at), repeated: text.slice(at, at + length) };
      parts.push({ ...hostile, behind: '!' }, { ...hostile, behind: text.slice(at + length) });
    }
  }
  return parts;
}
