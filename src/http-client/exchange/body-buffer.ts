/** Collects the chunks of a body in order and joins them. */
export interface BodyBuffer {
  add(chunk: Buffer): void;
  /** Everything that was added. */
  join(): Buffer;
  /** Frees the memory immediately if it is large. Nothing can be added afterwards. */
  discard(): void;
}

/** Smaller chunks are copied into blocks: one Buffer per byte would take a hundred times the memory of the body. */
const smallChunk = 1024;
/** Up to this number of chunks none is copied, because most bodies have few. */
const fewChunks = 16;
const blockSize = 16 * 1024;

/** Smaller bodies are joined in less than a millisecond. */
const largeBytes = 1024 * 1024;

/**
 * The chunks of a large body of known length are copied to their final position as they arrive. Joining 100 MB
 * at the end would block the event loop for 250 ms and need twice the memory.
 *
 * @param length the Content-Length; its memory is allocated immediately
 */
export function createBodyBuffer(length: number): BodyBuffer {
  return length >= largeBytes ? gatherInPlace(length) : gatherChunks();
}

function gatherInPlace(length: number): BodyBuffer {
  const whole = Buffer.allocUnsafeSlow(length);
  const beyond = gatherChunks();
  let size = 0;
  return {
    add(chunk) {
      const copied = chunk.copy(whole, size);
      size += copied;
      if (copied < chunk.length) beyond.add(chunk.subarray(copied));
    },
    join() {
      const rest = beyond.join();
      const filled = size === length ? whole : whole.subarray(0, size);
      return rest.length === 0 ? filled : Buffer.concat([filled, rest]);
    },
    discard() {
      const { buffer } = whole;
      if (buffer instanceof ArrayBuffer) buffer.transfer(0);
    },
  };
}

function gatherChunks(): BodyBuffer {
  const chunks: Buffer[] = [];
  let block: Buffer | undefined;
  let filled = 0;
  return {
    add(chunk) {
      if (chunk.length >= smallChunk || chunks.length < fewChunks) {
        closeBlock();
        chunks.push(chunk);
        return;
      }
      if (filled + chunk.length > blockSize) closeBlock();
      block ??= Buffer.allocUnsafeSlow(blockSize);
      filled += chunk.copy(block, filled);
    },
    join() {
      closeBlock();
      const [only] = chunks;
      if (only === undefined) return Buffer.alloc(0);
      return chunks.length === 1 ? only : Buffer.concat(chunks);
    },
    discard() {},
  };

  /** Keeps a block that is nearly full; copies the contents of others. */
  function closeBlock(): void {
    if (block === undefined || filled === 0) return;
    const isFull = filled > blockSize - smallChunk;
    chunks.push(isFull ? block.subarray(0, filled) : Buffer.from(block.subarray(0, filled)));
    if (isFull) block = undefined;
    filled = 0;
  }
}
