import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Format } from '../exposition/format.ts';
import type { Encoding } from '../exposition/negotiate.ts';
import type { Renderer } from '../exposition/renderer.ts';
import type { MetricFamily } from '../metric/family.ts';

/** Pages up to so many rows, 10,000 and the own ones, are one piece with a Content-Length: 2 ms, with gzip 7. */
const rowsAtOnce = 12_000;

/** How long a large page is rendered before the event loop gets a turn. */
const turnMs = 5;

/**
 * Answers with a page of metrics. A large one is sent in pieces while it is rendered, so that other
 * requests are answered meanwhile and the first byte does not wait for the last.
 *
 * @returns the bytes of the body
 */
export async function sendPage(
  response: ServerResponse,
  renderer: Renderer,
  families: readonly MetricFamily[],
  format: Format,
  encoding: Encoding,
): Promise<number> {
  response.setHeader('Content-Type', format.contentType);
  response.setHeader('Vary', 'Accept, Accept-Encoding');
  if (encoding !== 'identity') response.setHeader('Content-Encoding', encoding);
  if (countRows(families) > rowsAtOnce) {
    return sendPieces(response, renderer.pieces(families, format, encoding));
  }
  const page = renderer.render(families, format, encoding);
  response.setHeader('Content-Length', page.length);
  response.end(page, () => renderer.release(page));
  return page.length;
}

function countRows(families: readonly MetricFamily[]): number {
  return families.reduce((sum, { values }) => sum + values.length, 0);
}

async function sendPieces(response: ServerResponse, pieces: Iterable<Buffer>): Promise<number> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  let size = 0;
  let turn = performance.now();
  for (const piece of pieces) {
    if (response.destroyed) break;
    size += piece.length;
    if (!response.write(piece)) await drained(response, gone.signal);
    if (performance.now() - turn > turnMs) {
      await nextTurn();
      turn = performance.now();
    }
  }
  response.end();
  return size;
}

/** Waits for a slow client; one that has gone is waited for no longer. */
async function drained(response: ServerResponse, gone: AbortSignal): Promise<void> {
  try {
    await once(response, 'drain', { signal: gone });
  } catch (error) {
    if (!gone.aborted) throw error;
  }
}
