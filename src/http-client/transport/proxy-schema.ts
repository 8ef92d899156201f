import type { z } from 'zod';
import { httpAddress } from '../../schema/address.ts';
import { listOf, object } from '../../schema/containers.ts';
import { boolean, plainText, text } from '../../schema/scalars.ts';
import { secretText } from '../../schema/secret.ts';

export const Proxy = object({
  url: httpAddress()
    .optional()
    .describe('The proxy. Left out: that of the environment (HTTP_PROXY, HTTPS_PROXY, NO_PROXY).')
    .meta({ examples: ['http://proxy.example:3128'] }),
  username: text().optional().describe('The user that the proxy knows.'),
  password: secretText().optional().describe('The password of that user.'),
  noProxy: listOf(plainText('the name of a host'))
    .optional()
    .describe('Hosts that are reached without the proxy, written as in NO_PROXY.')
    .meta({ examples: [['.svc', '10.0.0.0/8']] }),
  fromEnvironment: boolean()
    .describe('Whether the environment may name a proxy where `url` does not.')
    .prefault(true),
}).describe('The proxy that requests go by.');
export type Proxy = z.output<typeof Proxy>;
