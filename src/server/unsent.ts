import type { ServerResponse } from 'node:http';
import { release, type Piece } from '../exposition/piece.ts';
import type { PageLimits } from './limits.ts';

/** Pages that are being sent, and the bytes that are buffered for slow clients. */
export interface UnsentPages {
  /** Begins a page. Its response is destroyed if it is not sent in time. */
  open(response: ServerResponse): UnsentPage;
  /** Bytes currently buffered; a piece shared by several responses counts once. */
  readonly bytes: number;
  /** Responses in progress. */
  readonly pages: number;
}

export interface UnsentPage {
  /**
   * Keeps a piece until the response has been sent or its client has disconnected.
   *
   * @returns a function that releases it earlier
   */
  keep(piece: Piece): () => void;
  /**
   * Resolves when there is room for more: immediately, after aborting other responses (the longest running ones
   * first), or when the client of this one has read more.
   */
  room(): Promise<void>;
}

export function createUnsentPages({
  unsentBytes,
  sendTimeout,
}: Pick<PageLimits, 'unsentBytes' | 'sendTimeout'>): UnsentPages {
  /** The longest running response comes first. */
  const sending = new Map<ServerResponse, Set<Piece>>();
  let bytes = 0;

  return {
    open,
    get bytes() {
      return bytes;
    },
    get pages() {
      return sending.size;
    },
  };

  function open(response: ServerResponse): UnsentPage {
    const pieces = new Set<Piece>();
    const timer = setTimeout(() => response.destroy(), sendTimeout);
    sending.set(response, pieces);
    response.once('close', () => {
      clearTimeout(timer);
      end(response);
    });
    return {
      keep(piece) {
        if (piece.readers === 1) bytes += piece.bytes.length;
        pieces.add(piece);
        const letGo = () => {
          if (pieces.delete(piece)) free(piece);
        };
        if (!sending.has(response)) letGo();
        return letGo;
      },
      async room() {
        for (const other of sending.keys()) {
          if (bytes <= unsentBytes) return;
          if (other === response) continue;
          other.destroy();
          end(other);
        }
        if (bytes > unsentBytes && response.writableNeedDrain) await drained(response);
      },
    };
  }

  function end(response: ServerResponse): void {
    const pieces = sending.get(response);
    sending.delete(response);
    for (const piece of pieces ?? []) free(piece);
    pieces?.clear();
  }

  function free(piece: Piece): void {
    release(piece);
    if (piece.readers === 0) bytes -= piece.bytes.length;
  }
}

/** Waits until a slow client has read more, or has disconnected. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once('drain', done);
    response.once('close', done);
    function done(): void {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    }
  });
}
