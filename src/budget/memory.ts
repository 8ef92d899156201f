/** How memory is divided between this process and its reader processes, in bytes unless stated otherwise. */
export interface MemoryShares {
  /** Default limit of documents in flight. */
  readonly bytesInFlight: number;
  /** Maximum number of reader processes. */
  readonly readers: number;
  /** Maximum memory of all reader processes together, not counting memory that they share with this process. */
  readonly readersTogether: number;
  /** Maximum size of the old generation of each one's heap, in MB. */
  readonly readerHeap: number;
}

const mebibyte = 2 ** 20;

/** A reader process needs about 15 MiB without a document. */
const memoryOfReader = 48 * mebibyte;

const mostReaders = 3;

/**
 * @param constrained the memory limit of the container, as `process.constrainedMemory()` returns it
 * @param total bytes of the machine
 * @param heap the maximum heap size of this process
 */
export function divideMemory(constrained: number, total: number, heap: number): MemoryShares {
  // Without a limit it is 0, or more than the memory of the machine.
  const isLimited = constrained > 0 && constrained < total;
  // The rest is for this process. The chart limits its heap to 60 %, but it seldom uses half of that.
  const readersTogether = Math.max(isLimited ? (constrained * 3) / 8 : heap / 2, memoryOfReader);
  return {
    bytesInFlight: Math.floor(isLimited ? constrained / 16 : heap / 8),
    readers: Math.max(1, Math.min(mostReaders, Math.floor(readersTogether / memoryOfReader))),
    readersTogether: Math.floor(readersTogether),
    readerHeap: Math.max(64, Math.floor(heap / 2 / mebibyte)),
  };
}
