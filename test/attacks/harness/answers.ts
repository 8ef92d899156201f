import type { ServerResponse } from 'node:http';

/** Answers with JSON: a text as it is, anything else as its JSON. */
export function answerJson(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json');
  response.end(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Answers with a page of metrics. */
export function answerPage(response: ServerResponse, page: string): void {
  response.setHeader('content-type', 'text/plain; version=0.0.4');
  response.end(page);
}

export function range<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** A collector of one gauge. */
export function gauge(
  name: string,
  url: string,
  options: Record<string, unknown> = {},
  rule: Record<string, unknown> = { value: 'v' },
): Record<string, unknown> {
  return {
    timeout: '5s',
    http: { url },
    metrics: { [`${name}_value`]: { help: 'A value.', ...rule } },
    ...options,
  };
}

/** What fails by its cost says which limit it reached: the time, or the memory of the process that read it. */
export const tooCostly =
  /^no result within \d+ s: .*(?:was read for \d|was waiting for a reader process)|: takes more memory to read than available, \d+ MB/;
