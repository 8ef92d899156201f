import { trimEnd, trimStart } from '../../message/trim.ts';
import { excerptOf } from './excerpt.ts';

/** Receives the parts of a response as they are parsed. */
export interface ResponseSink {
  head(status: number, headers: Record<string, string | string[]>): void;
  data(chunk: Buffer): void;
  end(): void;
}

/** The response violates HTTP in a way that the parser does not tolerate. */
export class HttpSyntaxError extends Error {
  override readonly name = 'HttpSyntaxError';
}

export interface ResponseParser {
  /** @throws HttpSyntaxError */
  read(chunk: Buffer): void;
  /** Called when the connection has closed. Returns false if the response is incomplete. @throws HttpSyntaxError */
  finish(): boolean;
  readonly ended: boolean;
}

/** Maximum bytes of a status line with headers, and of the line before a chunk. */
const maxHead = 64 * 1024;
const maxChunkLine = 4096;

/** What the next bytes are. */
type State = 'head' | 'length' | 'close' | 'size' | 'chunk' | 'after chunk' | 'trailer' | 'ended';

/**
 * Parses one HTTP/1.1 response as leniently as curl and Go: lines that end in LF alone, spaces before the colon of a
 * header or after the size of a chunk, folded headers, a repeated identical Content-Length, and chunks despite a
 * Content-Length. The connection is not reused, so no further response can be smuggled in. What curl and Go reject,
 * such as two different lengths, is accepted only with `lenient`.
 */
export function createResponseParser(
  { isHead, lenient }: { readonly isHead: boolean; readonly lenient: boolean },
  sink: ResponseSink,
): ResponseParser {
  let state: State = 'head';
  let line = Buffer.alloc(0);
  let size = 0;
  let left = 0;
  let lines: string[] = [];

  return {
    read(chunk) {
      let rest = chunk;
      while (rest.length > 0 && state !== 'ended') rest = take(rest);
    },
    finish() {
      if (state === 'head' && lines.length === 0 && line.length > 0) {
        readStatus(line.toString('latin1'), lenient);
      }
      if (state === 'head' && size + line.length > 0) {
        throw new HttpSyntaxError(
          `the response ends within its headers, after ${cut(lines.at(-1))}`,
        );
      }
      if (state === 'close' || state === 'trailer') end();
      return state === 'ended';
    },
    get ended() {
      return state === 'ended';
    },
  };

  /** Consumes the bytes that belong to the current state, and returns the rest. */
  function take(bytes: Buffer): Buffer {
    if (state === 'close') {
      sink.data(bytes);
      return bytes.subarray(bytes.length);
    }
    if (state === 'length' || state === 'chunk') {
      const part = bytes.subarray(0, left);
      left -= part.length;
      if (part.length > 0) sink.data(part);
      if (left === 0) {
        if (state === 'length') end();
        else state = 'after chunk';
      }
      return bytes.subarray(part.length);
    }
    const at = bytes.indexOf(0x0a);
    const part = at === -1 ? bytes : bytes.subarray(0, at);
    checkLength(part.length);
    line = line.length === 0 ? Buffer.from(part) : Buffer.concat([line, part]);
    if (at === -1) return bytes.subarray(bytes.length);
    const text = line.toString('latin1').replace(/\r$/, '');
    size += line.length;
    line = Buffer.alloc(0);
    takeLine(text);
    return bytes.subarray(at + 1);
  }

  function checkLength(more: number): void {
    const limit = state === 'head' || state === 'trailer' ? maxHead : maxChunkLine;
    const before = state === 'head' || state === 'trailer' ? size : 0;
    if (before + line.length + more <= limit) return;
    const what = state === 'head' ? 'the headers of the response are' : 'a line of the body is';
    throw new HttpSyntaxError(`${what} longer than ${limit} bytes`);
  }

  function takeLine(text: string): void {
    if (state === 'head') {
      // Data that is not HTTP may contain no empty line.
      if (text !== '' && lines.length === 0) readStatus(text, lenient);
      if (text !== '') lines.push(text);
      else if (lines.length > 0) finishHead();
    } else if (state === 'size') {
      const [, digits] = /^[ \t]*([0-9a-f]{1,12})[ \t]*(?:;.*)?$/i.exec(text) ?? [];
      if (digits === undefined) throw new HttpSyntaxError(`no size of a chunk: ${cut(text)}`);
      left = Number.parseInt(digits, 16);
      state = left === 0 ? 'trailer' : 'chunk';
      size = 0;
    } else if (state === 'after chunk') {
      if (text !== '') throw new HttpSyntaxError(`a chunk is longer than its size: ${cut(text)}`);
      state = 'size';
    } else if (text === '') end();
  }

  function finishHead(): void {
    const status = readStatus(lines[0] ?? '', lenient);
    const headers = readHeaders(lines.slice(1), lenient);
    lines = [];
    if (status < 200 && status !== 101) return;
    const body = bodyOf(headers, lenient);
    sink.head(status, headers);
    if (isHead || status === 204 || status === 304 || body === 0) end();
    else if (body === 'chunked') state = 'size';
    else if (body === 'close') state = 'close';
    else {
      state = 'length';
      left = body;
    }
  }

  function end(): void {
    state = 'ended';
    sink.end();
  }
}

function cut(text = ''): string {
  return excerptOf(Buffer.from(text, 'latin1'));
}

const setting = 'set lenient: true to read it all the same';

function readStatus(line: string, lenient: boolean): number {
  const [, digits] = /^HTTP\/\d(?:\.\d)?[ \t]+(\d{3})(?:[ \t].*)?$/i.exec(line) ?? [];
  const [, other] = /^(?:ICY|HTTP|RTSP\/1\.0)[ \t]+(\d{3})/i.exec(line) ?? [];
  const status = digits ?? (lenient ? other : undefined);
  if (status !== undefined && Number(status) >= 100) return Number(status);
  const advice = other === undefined ? '' : `: ${setting}`;
  throw new HttpSyntaxError(
    `the response does not begin with a status line of HTTP, but with ${cut(line)}${advice}`,
  );
}

function readHeaders(lines: readonly string[], lenient: boolean) {
  const headers: Record<string, string | string[]> = {};
  let last: string | undefined;
  for (const line of lines) {
    const value = headers[last ?? ''];
    if (/^[ \t]/.test(line) && last !== undefined && value !== undefined) {
      const folded = ` ${line.trim()}`;
      headers[last] = Array.isArray(value)
        ? [...value.slice(0, -1), value.at(-1) + folded]
        : value + folded;
      continue;
    }
    const [, name, written] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:(.*)$/s.exec(line) ?? [];
    if (name === undefined || written === undefined || line.includes('\0')) {
      if (lenient) continue;
      throw new HttpSyntaxError(
        `the response has a line that is no header, ${cut(line)}: ${setting}`,
      );
    }
    last = name.toLowerCase();
    add(headers, last, trimStart(trimEnd(written, ' \t\r'), ' \t'));
  }
  return headers;
}

function add(headers: Record<string, string | string[]>, name: string, value: string): void {
  const before = Object.hasOwn(headers, name) ? headers[name] : undefined;
  if (before !== undefined) headers[name] = [before, value].flat();
  else if (name !== '__proto__') headers[name] = value;
}

/** How the end of the body is determined: RFC 9112 section 6.3. */
function bodyOf(
  headers: Record<string, string | string[]>,
  lenient: boolean,
): number | 'chunked' | 'close' {
  const codings = valuesOf(headers['transfer-encoding']).filter((name) => name !== 'identity');
  if (codings.length > 0) delete headers['content-length'];
  if (codings.length === 1 && codings[0] === 'chunked') return 'chunked';
  if (codings.length > 0) {
    const named = cut(codings.join(', '));
    if (!lenient) {
      throw new HttpSyntaxError(`the response has the Transfer-Encoding ${named}: ${setting}`);
    }
    return codings.at(-1) === 'chunked' ? 'chunked' : 'close';
  }
  const lengths = [...new Set(valuesOf(headers['content-length']))];
  const [length] = lengths;
  if (length === undefined) return 'close';
  delete headers['content-length'];
  if (lengths.length === 1 && /^\d{1,15}$/.test(length)) {
    headers['content-length'] = length;
    return Number(length);
  }
  if (lenient) return 'close';
  const what = lengths.length > 1 ? 'several lengths' : 'a length that is no number';
  throw new HttpSyntaxError(
    `the response has ${what}, Content-Length: ${cut(lengths.join(', '))}: ${setting}`,
  );
}

function valuesOf(header: string | readonly string[] | undefined): readonly string[] {
  const all = [header ?? []].flat().join(',').toLowerCase();
  return all
    .split(',')
    .map((value) => value.trim())
    .filter((value) => value !== '');
}
