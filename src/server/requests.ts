import type { RequestHandler } from 'express';
import type { MetricFamily } from '../metric/family.ts';
import { createRows } from '../metric/rows.ts';

/** Counts the answers of the server, and remembers how large the last page was. */
export interface RequestMetrics {
  /** Counts what a route answers under its name, not under the path of the request: paths are endless. */
  counted(handler: string): RequestHandler;
  exposed(bytes: number): void;
  families(): readonly MetricFamily[];
}

export function createRequestMetrics(): RequestMetrics {
  // At zero from the start: what a scraper always asks for.
  const counts = new Map<string, Map<number, number>>([['/metrics', new Map([[200, 0]])]]);
  let pageBytes: number | undefined;

  return {
    counted: (handler) => (_request, response, next) => {
      response.once('finish', () => {
        const codes = counts.get(handler) ?? new Map<number, number>();
        counts.set(handler, codes);
        codes.set(response.statusCode, (codes.get(response.statusCode) ?? 0) + 1);
      });
      next();
    },
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
      for (const [handler, codes] of counts) {
        for (const [code, count] of codes) requests.add(count, String(code), handler);
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
}
