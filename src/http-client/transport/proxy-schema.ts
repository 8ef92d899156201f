import type { z } from 'zod';
import { httpAddress } from '../../schema/address.ts';
import { listOf, object } from '../../schema/containers.ts';
import { boolean, plainText, text } from '../../schema/scalars.ts';
import { secretText } from '../../schema/secret.ts';

export const Proxy = object({
  url: httpAddress()
    .optional()
    .describe('The URL of the proxy. Default: the environment (HTTP_PROXY, HTTPS_PROXY, NO_PROXY).')
    .meta({ examples: ['http://proxy.example:3128'] }),
  username: text().optional().describe('The user name for the proxy.'),
  password: secretText().optional().describe('The password for the proxy.'),
  noProxy: listOf(plainText('the name of a host'))
    .optional()
    .describe('Hosts that are reached without the proxy, in the format of NO_PROXY.')
    .meta({ examples: [['.svc', '10.0.0.0/8']] }),
  fromEnvironment: boolean()
    .describe('Whether to take the proxy from the environment if `url` is not set.')
    .prefault(true),
}).describe('The proxy for requests.');
export type Proxy = z.output<typeof Proxy>;
