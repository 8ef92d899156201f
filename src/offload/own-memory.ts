import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { divideMemory, type MemoryShares } from '../budget/memory.ts';

/** The division of memory for this process and its reader processes. */
export function ownMemory(): MemoryShares {
  const { heap_size_limit: heap } = getHeapStatistics();
  return divideMemory(process.constrainedMemory(), totalmem(), heap);
}
