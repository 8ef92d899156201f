import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';

/** The pages load no resources, submit no forms and must not be framed. */
const policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const headers = new Map([
  ['Content-Security-Policy', policy],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cache-Control', 'no-store'],
]);

/** Sets the headers of every response, including errors. */
export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.setHeaders(headers);
  next();
};

/** The policy of a page with one inline style sheet, which is allowed by its hash; all others are blocked. */
export function policyWithStyle(style: string): string {
  const hash = createHash('sha256').update(style).digest('base64');
  return `${policy}; style-src 'sha256-${hash}'`;
}
