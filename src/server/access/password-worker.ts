import { parentPort } from 'node:worker_threads';
import { compareSync } from 'bcryptjs';
import type { Comparison } from './compare.ts';

// One comparison takes 100 ms at cost 10; in a worker it does not block the event loop of the server.

parentPort?.on('message', ({ password, hash }: Comparison) => {
  parentPort?.postMessage(compareSync(password, hash));
});
parentPort?.postMessage('ready');
