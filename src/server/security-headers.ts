import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';

/** Nothing on our pages loads anything, sends a form or belongs into a frame. */
const policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const headers = new Map([
  ['Content-Security-Policy', policy],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cache-Control', 'no-store'],
]);

/** Sets the headers that every response has, errors included. */
export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.setHeaders(headers);
  next();
};

/** The policy of a page with one inline style sheet: allowed by its hash, so that no other one is. */
export function policyWithStyle(style: string): string {
  const hash = createHash('sha256').update(style).digest('base64');
  return `${policy}; style-src 'sha256-${hash}'`;
}
