/** Memory of smaller ones is shared with other buffers, and garbage collection returns it soon enough. */
const largeBytes = 1024 * 1024;

/**
 * Returns the memory of a large document at once, which otherwise waits for a garbage collection. The bytes are empty
 * afterwards, as is everything that shares their memory.
 */
export function freeBytes(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (bytes.length < largeBytes || !(buffer instanceof ArrayBuffer)) return;
  // All of it is this document, or room that was left for it.
  if (!buffer.detached) buffer.transfer(0);
}
