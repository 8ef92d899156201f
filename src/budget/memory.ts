/** How the memory of this process and its reader processes is divided, in bytes but where it says otherwise. */
export interface MemoryShares {
  /** Documents in flight, as long as the configuration does not set it. */
  readonly bytesInFlight: number;
  /** Reader processes at once. */
  readonly readers: number;
  /** What all of them together may take that is not shared with this process. */
  readonly readersTogether: number;
  /** The old generation of the heap of each, in MB. */
  readonly readerHeap: number;
}

const mebibyte = 2 ** 20;

/** A reader process has some 15 MiB of its own, and needs more for a document. */
const memoryOfReader = 48 * mebibyte;

const mostReaders = 3;

/**
 * @param constrained bytes that the container may have, as `process.constrainedMemory()` returns it
 * @param total bytes of the machine
 * @param heap bytes that the heap of this process may have
 */
export function divideMemory(constrained: number, total: number, heap: number): MemoryShares {
  // Without a limit it is 0, or more than there is.
  const isLimited = constrained > 0 && constrained < total;
  // The rest is for this process, whose heap may have 60 % by the chart but seldom has half of that.
  const readersTogether = Math.max(isLimited ? (constrained * 3) / 8 : heap / 2, memoryOfReader);
  return {
    bytesInFlight: Math.floor(isLimited ? constrained / 16 : heap / 8),
    readers: Math.max(1, Math.min(mostReaders, Math.floor(readersTogether / memoryOfReader))),
    readersTogether: Math.floor(readersTogether),
    readerHeap: Math.max(64, Math.floor(heap / 2 / mebibyte)),
  };
}
