import type { RequestHandler } from 'express';
import type { MetricFamily } from '../metric/family.ts';
import { createRows } from '../metric/rows.ts';

/** Counts the responses of the server, and stores the size of the last page. Kept for the lifetime of the process. */
export interface RequestMetrics {
  /** Counts responses by route and not by request path, because the number of paths is unlimited. */
  readonly counted: (label: string) => RequestHandler;
  /** Counts a request that did not reach a route, such as invalid HTTP, under `other`. */
  readonly refused: (status: number) => void;
  exposed(bytes: number): void;
  families(): readonly MetricFamily[];
}

export function createRequestMetrics(): RequestMetrics {
  // Initialized to zero for the requests that every scraper sends.
  const counts = new Map<string, Map<number, number>>([['/metrics', new Map([[200, 0]])]]);
  let pageBytes: number | undefined;

  return {
    counted: (label) => (_request, response, next) => {
      response.once('finish', () => count(label, response.statusCode));
      next();
    },
    refused: (status) => count('other', status),
    exposed(bytes) {
      pageBytes = bytes;
    },
    families() {
      const requests = createRows(
        'polyprom_http_requests_total',
        'HTTP requests answered.',
        'counter',
        ['code', 'handler'],
      );
      for (const [label, codes] of counts) {
        for (const [code, number] of codes) requests.add(number, String(code), label);
      }
      const size = createRows(
        'polyprom_exposition_size_bytes',
        'Size of the last page of metrics as it was sent.',
        'gauge',
      );
      if (pageBytes !== undefined) size.add(pageBytes);
      return [requests.family(), size.family()];
    },
  };

  function count(label: string, code: number): void {
    const codes = counts.get(label) ?? new Map<number, number>();
    counts.set(label, codes);
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
}
