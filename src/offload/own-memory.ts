import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { divideMemory, type MemoryShares } from '../budget/memory.ts';

/** How the memory is divided that this process and its reader processes may have. */
export function ownMemory(): MemoryShares {
  const { heap_size_limit: heap } = getHeapStatistics();
  return divideMemory(process.constrainedMemory(), totalmem(), heap);
}
