import { DecodeError } from './error.ts';
import { quoteCut } from '../message/cut.ts';
import { lineColumn } from './position.ts';

/**
 * Decodes the text of a document, without its byte order mark.
 *
 * The encoding is determined by a byte order mark (UTF-8, UTF-16), else by a zero byte in the first character (UTF-16),
 * else by `charset` (a label of the WHATWG Encoding Standard, as in a Content-Type), else it is UTF-8.
 *
 * @throws DecodeError for bytes that are invalid in the encoding (with their offset), an unknown charset, or UTF-32
 */
export function decodeText(bytes: Uint8Array, charset?: string): string {
  return readText(bytes, charset).text;
}

/** Like decodeText; also returns the encoding, by its name in the WHATWG Encoding Standard. */
export function readText(bytes: Uint8Array, charset?: string): { text: string; encoding: string } {
  const label = detectUtf16(bytes) ?? (hasUtf8Mark(bytes) ? 'utf-8' : (charset ?? 'utf-8'));
  const decoder = createDecoder(label);
  const { encoding } = decoder;
  try {
    return { text: decoder.decode(bytes), encoding };
  } catch (cause) {
    if (encoding === 'utf-8') throw invalidUtf8(bytes);
    throw new DecodeError(
      `the document is not valid ${encoding}: it has bytes which that charset does not`,
      {
        cause,
      },
    );
  }
}

/** The `charset` of a Content-Type such as `text/csv; charset="iso-8859-1"`. */
export function charsetOf(contentType: string): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1];
}

function createDecoder(label: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(label, { fatal: true });
  } catch (cause) {
    const known = 'utf-8, utf-16le, iso-8859-1, windows-1252, shift_jis';
    throw new DecodeError(
      `the charset ${quoteCut(label, 60)} is not known, expected one such as ${known}`,
      { cause },
    );
  }
}

function hasUtf8Mark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function detectUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second, third, fourth] = bytes;
  const isUtf32 =
    (first === 0xff && second === 0xfe && third === 0 && fourth === 0) ||
    (first === 0 && second === 0 && third === 0xfe && fourth === 0xff);
  if (isUtf32)
    throw new DecodeError(
      'the document is UTF-32, which is not supported, expected UTF-8 or UTF-16',
    );
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // Text never has NUL as its first or second character, so such a zero byte is half of a UTF-16 unit.
  if (first !== undefined && first !== 0 && second === 0 && third !== 0) return 'utf-16le';
  if (first === 0 && second !== undefined && second !== 0) return 'utf-16be';
  return undefined;
}

function invalidUtf8(bytes: Uint8Array): DecodeError {
  const { valid, offset } = validStart(bytes);
  const byte = `byte 0x${(bytes[offset] ?? 0).toString(16).padStart(2, '0')} at offset ${offset}`;
  const reason = isCutCharacter(bytes.subarray(offset))
    ? 'it ends in the middle of a character; the document is truncated'
    : 'name the charset if the document is in another one';
  return new DecodeError(
    `the document is not valid UTF-8 at ${lineColumn(valid, valid.length)}: ${byte}: ${reason}`,
  );
}

/** The text before the first invalid byte, and the offset of that byte. */
function validStart(bytes: Uint8Array): { valid: string; offset: number } {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const replacement = '\ufffd';
  let end = text.indexOf(replacement);
  let offset = Buffer.byteLength(text.slice(0, end));
  // The document itself may contain replacement characters.
  while (bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd) {
    const next = text.indexOf(replacement, end + 1);
    offset += Buffer.byteLength(text.slice(end, next));
    end = next;
  }
  return { valid: text.slice(0, end), offset };
}

/** Whether `rest` is the incomplete start of a single character. */
function isCutCharacter(rest: Uint8Array): boolean {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(rest, { stream: true }) === '';
  } catch {
    return false;
  }
}
