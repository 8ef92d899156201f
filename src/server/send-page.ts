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

/** Pages of up to 10,000 rows, plus those of polyprom, are rendered completely and sent with a Content-Length. */
const rowsAtOnce = 12_000;

/** Rendering time after which the event loop gets a turn. */
const turnMs = 5;

/** The content of a page and its request. */
export interface Page {
  readonly families: readonly MetricFamily[];
  readonly format: Format;
  readonly encoding: Encoding;
}

/** What all pages share while they are sent. */
export interface Sending {
  readonly renderer: Renderer;
  readonly unsent: UnsentPages;
  readonly turns: Turns;
}

/**
 * Sends a page of metrics. It is rendered and sent in pieces, which responses share, and which are freed after
 * the time that a client may take to read them. Pages with many rows are sent while they are rendered.
 *
 * @returns the size of the body in bytes, once all of it has been written
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

/** One frame, compressed in another thread, because blocks of zstd refer to the previous ones. */
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

/** All pieces of a page, unless the client disconnects first. */
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
