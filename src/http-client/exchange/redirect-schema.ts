import { boolean, choice } from '../../schema/scalars.ts';

/** Which redirects are followed. */
export const redirectFields = {
  redirects: choice(['follow', 'same-origin', 'refuse'])
    .describe(
      'Which redirects are followed, ten at most. Credentials, cookies and the client certificate are only sent to the origin (scheme, host and port) that they belong to. With `refuse`, a redirect is a response like any other.',
    )
    .prefault('follow'),
  allowInsecureRedirects: boolean()
    .describe('Whether a redirect from https to http is followed.')
    .prefault(false),
  followRedirects: boolean()
    .optional()
    .describe('Deprecated: write `redirects: refuse` in place of `followRedirects: false`.'),
};
