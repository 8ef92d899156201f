import { writeFileSync } from 'node:fs';
import { createReader } from './reader.ts';
import type { Notice, ReaderRequest } from './message.ts';

// The program of a reader process, the counterpart of `process.ts`.

const reader = createReader();

process.on('message', (message: Notice | ReaderRequest) => {
  if ('notice' in message) reader.note(message);
  else process.send?.(reader.respond(message));
});
// The parent process exited.
process.on('disconnect', () => process.exit());
// A terminal sends these to all of its processes; the parent decides what becomes of its collections.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

// If the kernel runs out of memory, it should end this process and not its parent.
try {
  writeFileSync('/proc/self/oom_score_adj', '1000');
} catch {
  // not Linux, or not allowed
}
