/** Smaller ones share memory with other buffers, and garbage collection frees them soon enough. */
const largeBytes = 1024 * 1024;

/**
 * Frees the memory of a large document immediately, without garbage collection. Afterwards the bytes are empty, as is
 * everything that shares their memory.
 */
export function freeBytes(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (bytes.length < largeBytes || !(buffer instanceof ArrayBuffer)) return;
  // The whole buffer belongs to this document.
  if (!buffer.detached) buffer.transfer(0);
}
