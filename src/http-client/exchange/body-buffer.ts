/** The parts of a body, in their order, until they are one. */
export interface BodyBuffer {
  add(chunk: Buffer): void;
  /** Everything that was added. */
  join(): Buffer;
  /** Returns the memory at once, where it is much. Nothing can be added afterwards. */
  discard(): void;
}

/** Smaller chunks are copied into blocks: a Buffer for each byte of a body would take a hundred times its memory. */
const smallChunk = 1024;
/** Up to this number no chunk is copied: most bodies have few. */
const fewChunks = 16;
const blockSize = 16 * 1024;

/** Smaller ones are joined in less than a millisecond. */
const largeBytes = 1024 * 1024;

/**
 * Of a large body whose length is known each part is copied to its place when it comes: to join 100 MB
 * at the end would hold up everybody for a quarter of a second, and need them twice.
 *
 * @param length what Content-Length says; the memory for it is taken at once
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

  /** A block that is nearly full is kept, of others a copy of what they hold. */
  function closeBlock(): void {
    if (block === undefined || filled === 0) return;
    const isFull = filled > blockSize - smallChunk;
    chunks.push(isFull ? block.subarray(0, filled) : Buffer.from(block.subarray(0, filled)));
    if (isFull) block = undefined;
    filled = 0;
  }
}
