import type { Random } from './random.ts';

/** No input is longer: what is slow shows as growth long before. */
const longest = 40_000;

/** An input made of others: a few changes to one of the seeds. */
export function mutate(random: Random, seeds: readonly Buffer[], words: readonly string[]): Buffer {
  let bytes = random.pick(seeds);
  const changes = 1 + random.below(6);
  for (let count = 0; count < changes; count += 1) {
    bytes = random.pick(kinds)(bytes, random, seeds, words).subarray(0, longest);
  }
  return bytes;
}

type Change = (
  bytes: Buffer,
  random: Random,
  seeds: readonly Buffer[],
  words: readonly string[],
) => Buffer;

const kinds: readonly Change[] = [flip, remove, insertWord, repeat, repeat, copy, splice, nest];

function flip(bytes: Buffer, random: Random): Buffer {
  const changed = Buffer.from(bytes);
  if (changed.length > 0) changed[random.below(changed.length)] = random.below(256);
  return changed;
}

function remove(bytes: Buffer, random: Random): Buffer {
  const { from, to } = part(bytes, random);
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
}

function insertWord(
  bytes: Buffer,
  random: Random,
  _seeds: readonly Buffer[],
  words: readonly string[],
): Buffer {
  return insert(bytes, random.below(bytes.length + 1), Buffer.from(random.pick(words)));
}

/** What finds most of what is slow. */
function repeat(bytes: Buffer, random: Random): Buffer {
  const { from, to } = part(bytes, random);
  const short = bytes.subarray(from, Math.min(to, from + 1 + random.below(12)));
  if (short.length === 0) return bytes;
  const times = random.percent(80) ? 2 + random.below(50) : random.below(longest / short.length);
  const many = Buffer.concat(Array.from({ length: Math.max(1, times) }, () => short));
  return insert(bytes, from, many);
}

function copy(bytes: Buffer, random: Random): Buffer {
  const { from, to } = part(bytes, random);
  return insert(bytes, random.below(bytes.length + 1), bytes.subarray(from, to));
}

function splice(bytes: Buffer, random: Random, seeds: readonly Buffer[]): Buffer {
  const other = random.pick(seeds);
  const { from, to } = part(other, random);
  return insert(bytes, random.below(bytes.length + 1), other.subarray(from, to));
}

/** One thing in itself, often. */
function nest(bytes: Buffer, random: Random): Buffer {
  const { from, to } = part(bytes, random);
  const [before, behind] = [bytes.subarray(0, from), bytes.subarray(to)];
  const times = Math.min(2 + random.below(200), Math.floor(longest / (bytes.length + 1)));
  const many = (each: Buffer) => Array.from({ length: times }, () => each);
  return Buffer.concat([...many(before), bytes.subarray(from, to), ...many(behind)]);
}

function insert(bytes: Buffer, at: number, more: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
}

function part({ length }: Buffer, random: Random): { readonly from: number; readonly to: number } {
  const from = random.below(length + 1);
  const most = random.percent(50) ? 16 : length;
  return { from, to: Math.min(length, from + random.below(most + 1)) };
}
