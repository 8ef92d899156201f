/** Reads one answer of HTTP/1 and keeps nothing of its body. */
export interface AnswerReader {
  /** Whether the answer is whole now. @throws Error for an answer that is no 200 */
  read(bytes: Buffer): boolean;
  result(): {
    /** Bytes of the body. */
    readonly size: number;
    /** Whether the server takes no further request on this connection. */
    readonly isLast: boolean;
  };
}

interface BodyReader {
  read(bytes: Buffer): boolean;
  size(): number;
}

const headEnd = Buffer.from('\r\n\r\n');

export function createAnswerReader(): AnswerReader {
  let head: Buffer | undefined = Buffer.alloc(0);
  let body: BodyReader | undefined;
  let isLast = false;
  return {
    read(bytes) {
      if (body !== undefined) return body.read(bytes);
      head = Buffer.concat([head ?? Buffer.alloc(0), bytes]);
      const end = head.indexOf(headEnd);
      if (end === -1) return false;
      const text = head.toString('latin1', 0, end);
      if (!/^HTTP\/1\.[01] 200 /.test(text)) throw new Error(`the answer is ${text.slice(0, 60)}`);
      isLast = text.startsWith('HTTP/1.0');
      const length = /^content-length: (\d+)$/im.exec(text)?.[1];
      body = length === undefined ? createChunkReader() : createLengthReader(Number(length));
      const rest = head.subarray(end + headEnd.length);
      head = undefined;
      return body.read(rest);
    },
    result: () => ({ size: body?.size() ?? 0, isLast }),
  };
}

function createLengthReader(length: number): BodyReader {
  let seen = 0;
  return {
    read(bytes) {
      seen += bytes.length;
      return seen >= length;
    },
    size: () => seen,
  };
}

const lineFeed = 0x0a;

/** Skips over the chunks and looks at their sizes only. */
function createChunkReader(): BodyReader {
  let total = 0;
  let left = 0;
  let line = '';
  let isEnding = false;

  /** Whether this was the last line of all. */
  function endLine(): boolean {
    const text = line.trim();
    line = '';
    if (text === '') return isEnding;
    left = Number.parseInt(text, 16);
    total += left;
    isEnding = left === 0;
    return false;
  }

  return {
    read(bytes) {
      let at = 0;
      while (at < bytes.length) {
        if (left > 0) {
          const step = Math.min(left, bytes.length - at);
          left -= step;
          at += step;
          continue;
        }
        const byte = bytes[at] ?? 0;
        at += 1;
        if (byte !== lineFeed) line += String.fromCharCode(byte);
        else if (endLine()) return true;
      }
      return false;
    },
    size: () => total,
  };
}
