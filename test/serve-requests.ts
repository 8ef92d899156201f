import type { RequestListener } from 'node:http';
import { onTestFinished } from 'vitest';
import { close, listen, portOf } from '../src/server/listen.ts';

/** Serves until the test is finished; gives the address. */
export async function serveRequests(listener: RequestListener): Promise<string> {
  const server = await listen(listener, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => close(server, 0));
  return `http://127.0.0.1:${portOf(server)}`;
}
