import { DecodeError } from './error.ts';
import { parseJson } from './json.ts';

/**
 * The values of a document with one JSON value a line, as a list; lines of space only are passed over.
 *
 * @throws DecodeError that names the line, for all that is refused in JSON, and for an empty document
 */
export function readNdjson(text: string): unknown[] {
  const values: unknown[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() !== '') values.push(parseLine(line, index + 1));
  }
  if (values.length === 0) throw new DecodeError('NDJSON is empty');
  return values;
}

function parseLine(line: string, number: number): unknown {
  try {
    return parseJson(line, Buffer.from(line));
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause;
    // The line was read as a document of its own, so that its positions begin with `1:`.
    const message = cause.message.replaceAll(/\bat 1:(?=\d)/g, `at ${number}:`);
    throw new DecodeError(`ND${message}`, { cause });
  }
}
