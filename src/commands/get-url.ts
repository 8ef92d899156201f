import { Agent } from 'undici';
import { messageOf } from '../engine/failure.ts';
import { isSampleOf } from '../metric/sample-names.ts';

export interface GetOptions {
  readonly url: string;
  /** The name of a metric that the response must have a sample of. */
  readonly expect: string | undefined;
  /** Milliseconds. */
  readonly timeout: number;
  /** PEM of the trusted certificate authorities. */
  readonly ca?: string | undefined;
  /** PEM of the client certificate and its key. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Accepts any certificate of the server. */
  readonly insecure?: boolean | undefined;
  /** `user:password`. */
  readonly credentials?: string | undefined;
}

/**
 * A small HTTP client, for health checks in an image without a shell. It prints the body, or with `expect` the
 * samples of that metric.
 *
 * @returns undefined if the response is as expected, otherwise what is wrong
 */
export async function getUrl(
  { url, expect, timeout, ca, cert, key, insecure = false, credentials }: GetOptions,
  print: (text: string) => void,
): Promise<string | undefined> {
  let status: number;
  let body: string;
  try {
    const { origin, pathname, search } = new URL(url);
    const tls = {
      rejectUnauthorized: !insecure,
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
    };
    const response = await new Agent({ connect: tls }).request({
      ...(credentials !== undefined && { headers: { authorization: basic(credentials) } }),
      origin,
      path: pathname + search,
      method: 'GET',
      signal: AbortSignal.timeout(timeout),
    });
    status = response.statusCode;
    body = await response.body.text();
  } catch (error) {
    return `${url}: ${messageOf(error)}`;
  }
  if (status < 200 || status > 299) return `${url}: answered ${status}`;
  if (expect === undefined) {
    print(body);
    return undefined;
  }
  const samples = samplesOf(body, expect);
  if (samples.length === 0) return `${url}: has no sample of ${expect}`;
  print(`${samples.join('\n')}\n`);
  return undefined;
}

function basic(credentials: string): string {
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

/** The lines of a page for the metric `name`, which may be the name of a family or of a sample. */
function samplesOf(page: string, name: string): readonly string[] {
  return page.split('\n').filter((line) => {
    const end = line.search(/[{ ]/);
    return isSampleOf(line.slice(0, end), name);
  });
}
