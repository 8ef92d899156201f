import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import type { Turns } from '../engine/turns.ts';
import type { Format } from '../exposition/format.ts';
import type { Encoding } from '../exposition/negotiate.ts';
import { pieceOf, hold, type Piece } from '../exposition/piece.ts';
import type { Renderer } from '../exposition/renderer.ts';
import type { MetricFamily } from '../metric/family.ts';
import type { UnsentPage, UnsentPages } from './unsent.ts';

/** Pages of up to so many rows, 10,000 and polyprom's own, are sent when they are complete, with a Content-Length. */
const rowsAtOnce = 12_000;

/** How long a page is rendered before the event loop gets a turn. */
const turnMs = 5;

/** What a page is made of and for. */
export interface Page {
  readonly families: readonly MetricFamily[];
  readonly format: Format;
  readonly encoding: Encoding;
}

/** What pages share on their way out. */
export interface Sending {
  readonly renderer: Renderer;
  readonly unsent: UnsentPages;
  readonly turns: Turns;
}

/**
 * Sends a page of metrics. It is made and sent in pieces, which responses share and which are kept no
 * longer than a client may take to read them. Pages of many rows are sent while they are rendered.
 *
 * @returns the bytes of the body, once all of it is on its way
 */
export async function sendPage(
  response: ServerResponse,
  { families, format, encoding }: Page,
  { renderer, unsent, turns }: Sending,
): Promise<number> {
  if (response.destroyed) return 0;
  response.setHeader('Content-Type', format.contentType);
  response.setHeader('Vary', 'Accept, Accept-Encoding');
  if (encoding !== 'identity') response.setHeader('Content-Encoding', encoding);
  const page = unsent.open(response);
  if (encoding === 'zstd') {
    return sendZstd(response, renderer.pieces(families, format), page, turns);
  }
  const pieces = renderer.pieces(families, format, encoding);
  const send = countRows(families) > rowsAtOnce ? sendWhileRendering : sendComplete;
  return send(response, pieces, page, turns);
}

function countRows(families: readonly MetricFamily[]): number {
  return families.reduce((sum, { values }) => sum + values.length, 0);
}

async function sendComplete(
  response: ServerResponse,
  pieces: Iterable<Piece>,
  page: UnsentPage,
  turns: Turns,
): Promise<number> {
  return sendAll(response, await gather(response, pieces, page, turns));
}

/** One frame, compressed by another thread: zstd's blocks look back at those before them. */
async function sendZstd(
  response: ServerResponse,
  pieces: Iterable<Piece>,
  page: UnsentPage,
  turns: Turns,
): Promise<number> {
  const plain = await gather(response, pieces, page, turns);
  const bytes = await promisify(zstdCompress)(Buffer.concat(plain.map((piece) => piece.bytes)));
  const compressed = hold(pieceOf(bytes));
  page.keep(compressed);
  return sendAll(response, [compressed]);
}

function sendAll(response: ServerResponse, pieces: readonly Piece[]): number {
  const size = pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (response.destroyed) return size;
  response.setHeader('Content-Length', size);
  for (const { bytes } of pieces) response.write(bytes);
  response.end();
  return size;
}

async function sendWhileRendering(
  response: ServerResponse,
  pieces: Iterable<Piece>,
  page: UnsentPage,
  turns: Turns,
): Promise<number> {
  let size = 0;
  let turn = performance.now();
  for (const piece of pieces) {
    const letGo = page.keep(piece);
    size += piece.bytes.length;
    response.write(piece.bytes, letGo);
    await page.room();
    if (performance.now() - turn > turnMs) {
      await turns.next();
      turn = performance.now();
    }
    if (response.destroyed) break;
  }
  response.end();
  return size;
}

/** All pieces of a page, unless its client goes meanwhile. */
async function gather(
  response: ServerResponse,
  pieces: Iterable<Piece>,
  page: UnsentPage,
  turns: Turns,
): Promise<readonly Piece[]> {
  const gathered: Piece[] = [];
  let turn = performance.now();
  for (const piece of pieces) {
    page.keep(piece);
    gathered.push(piece);
    if (performance.now() - turn > turnMs) {
      await page.room();
      await turns.next();
      turn = performance.now();
    }
    if (response.destroyed) break;
  }
  await page.room();
  return gathered;
}
