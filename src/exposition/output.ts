import { escapeText } from './names.ts';

/** Bytes under construction. The writers below append at `length` and let `bytes` grow. */
export interface Output {
  bytes: Buffer;
  length: number;
}

/** Room for one usual block. */
const usualSize = 64 * 1024;

/** Makes an empty output. */
export function createOutput(): Output {
  return { bytes: Buffer.allocUnsafeSlow(usualSize), length: 0 };
}

/**
 * Hands out what was written from `start` on, and empties the output: in the memory of `old`, which nobody reads
 * any more, where it has room, else in memory of its own.
 */
export function takeBytes(output: Output, start = 0, old?: Buffer): Buffer {
  const taken = allocateBytes(output.length - start, old);
  output.bytes.copy(taken, 0, start, output.length);
  output.length = 0;
  // One block of long labels must not be paid for ever after.
  if (output.bytes.length > usualSize * 16) output.bytes = Buffer.allocUnsafeSlow(usualSize);
  return taken;
}

/**
 * A Buffer of so many bytes: in the memory of `old` where that fits, else in memory of its own with some to spare,
 * for a number that is a digit longer. Without it pages of 1 MB pile up to 64 MB, as V8 looks at memory outside of
 * its heap only then.
 */
export function allocateBytes(length: number, old?: Buffer): Buffer {
  const fits =
    old !== undefined && length <= old.buffer.byteLength && old.buffer.byteLength <= 2 * length;
  return Buffer.from(fits ? old.buffer : new ArrayBuffer(length + (length >> 5)), 0, length);
}

/**
 * Appends bytes that are in the output already. Within one buffer such a copy takes 20 ns, from one to
 * another 50: so a block that is mostly copied is first put into the output as a whole.
 */
export function repeatBytes(output: Output, from: number, to: number): void {
  reserve(output, to - from);
  output.bytes.copyWithin(output.length, from, to);
  output.length += to - from;
}

function reserve(output: Output, count: number): void {
  const needed = output.length + count;
  if (needed <= output.bytes.length) return;
  const grown = Buffer.allocUnsafeSlow(Math.max(needed, output.bytes.length * 2));
  output.bytes.copy(grown, 0, 0, output.length);
  output.bytes = grown;
}

/** Appends the bytes of a Buffer. */
export function writeBytes(output: Output, source: Buffer): void {
  reserve(output, source.length);
  source.copy(output.bytes, output.length);
  output.length += source.length;
}

/** Appends a text as UTF-8; a lone surrogate becomes U+FFFD. */
export function writeText(output: Output, text: string): void {
  // Three bytes are the most that one UTF-16 unit takes.
  reserve(output, text.length * 3);
  const { bytes } = output;
  let position = output.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x80) {
      position += bytes.write(text.slice(index), position);
      break;
    }
    bytes[position] = unit;
    position += 1;
  }
  output.length = position;
}

const backslash = 0x5c;
const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;
const quote = 0x22;
const newline = 0x0a;

/**
 * Appends a label value, escaped. Looking for what needs an escape while the letters are copied is one
 * walk instead of four: 10,000 rows of three labels are made from scratch in 4.5 ms, by `replaceAll` in 11.
 */
export function writeLabelValue(output: Output, text: string): void {
  reserve(output, text.length * 3);
  const { bytes } = output;
  let position = output.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x80) {
      position += bytes.write(escapeText(text.slice(index)), position);
      break;
    }
    if (unit === backslash || unit === quote || unit === newline) {
      bytes[position] = backslash;
      position += 1;
      bytes[position] = unit === newline ? 0x6e : unit;
    } else {
      bytes[position] = unit;
    }
    position += 1;
  }
  output.length = position;
}

/** No number takes more: -1.7976931348623157e+308 has 24 letters. */
const longestNumber = 32;

/**
 * Appends a number in the shortest form that reads back as the same; -0 is written 0, as the official
 * clients do. Integers, and decimals of up to six places, are written digit by digit, and no string is
 * made of them: 23 ns instead of 42 for a small integer, 40 instead of 115 for a large one or three
 * places, 64 instead of 124 for six. Any other number pays 24 ns for the attempt.
 */
export function writeNumber(output: Output, value: number): void {
  reserve(output, longestNumber);
  const { bytes } = output;
  const magnitude = value < 0 ? -value : value;
  let position = output.length;
  if (value < 0) {
    bytes[position] = minus;
    position += 1;
  }
  if (magnitude < 1e9) {
    // The decimals tried have 15 digits at most; one of them that reads back as `value` is the shortest.
    const thousandths = Math.round(magnitude * 1e3);
    if (thousandths / 1e3 === magnitude) {
      output.length = writeDecimal(bytes, position, thousandths, 3);
      return;
    }
    const millionths = Math.round(magnitude * 1e6);
    if (millionths / 1e6 === magnitude) {
      output.length = writeDecimal(bytes, position, millionths, 6);
      return;
    }
  } else if (magnitude <= Number.MAX_SAFE_INTEGER && Number.isInteger(magnitude)) {
    output.length = writeLargeInteger(bytes, position, magnitude);
    return;
  }
  writeText(output, numberText(value));
}

/**
 * Not by `String`: V8 keeps the texts of the last 16,000 numbers that it made so, and what is kept grows old, which
 * takes longer to collect: a scrape of 10,000 changed series took 3.7 ms in place of 2.8.
 */
function numberText(value: number): string {
  if (Number.isFinite(value)) return JSON.stringify(value);
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

/** Writes an integer divided by ten to the power of `places`, without zeros at its end. */
function writeDecimal(bytes: Buffer, start: number, scaled: number, places: 3 | 6): number {
  const scale = places === 3 ? 1e3 : 1e6;
  const whole = Math.floor(scaled / scale);
  const integerEnd = writeInteger(bytes, start, whole);
  const fraction = scaled - whole * scale;
  if (fraction === 0) return integerEnd;
  bytes[integerEnd] = point;
  let end = writeDigits(bytes, integerEnd + 1, fraction, places);
  while (bytes[end - 1] === zero) end -= 1;
  return end;
}

/** Writes an integer of 0 to 999,999,999. */
function writeInteger(bytes: Buffer, start: number, integer: number): number {
  return writeDigits(bytes, start, integer, countDigits(integer));
}

function countDigits(integer: number): number {
  let digits = 1;
  for (let limit = 10; integer >= limit; limit *= 10) digits += 1;
  return digits;
}

function writeDigits(bytes: Buffer, start: number, integer: number, digits: number): number {
  let rest = integer;
  for (let position = start + digits - 1; position >= start; position -= 1) {
    const tenth = (rest / 10) | 0;
    bytes[position] = zero + (rest - tenth * 10);
    rest = tenth;
  }
  return start + digits;
}

/** Writes an integer of up to 2^53 in two halves, each of which fits the machine's integers. */
function writeLargeInteger(bytes: Buffer, start: number, integer: number): number {
  const high = Math.floor(integer / 1e9);
  return writeDigits(bytes, writeInteger(bytes, start, high), integer - high * 1e9, 9);
}
