import { createBytesInFlight, type BytesInFlight } from '../../src/budget/bytes-in-flight.ts';
import { ownMemory } from '../../src/offload/own-memory.ts';
import { createReaderPool, type ReaderPool } from '../../src/offload/pool.ts';
import { createScrubber, type SecretMemory } from '../../src/schema/scrubber.ts';

/** What sources share that read documents, as the program makes it. */
export interface DocumentResources {
  readonly readers: ReaderPool;
  readonly bytesInFlight: BytesInFlight;
  readonly secrets: SecretMemory;
}

export function documentResources(): DocumentResources {
  const memory = ownMemory();
  return {
    readers: createReaderPool(memory),
    bytesInFlight: createBytesInFlight(memory.bytesInFlight),
    secrets: createScrubber(),
  };
}
