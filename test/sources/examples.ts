import { fileURLToPath } from 'node:url';
import type { KindName } from '../../src/sources/kinds.ts';

/** A document whose `items` have `n` and `v`. */
export const itemsFile = fileURLToPath(new URL('items.json', import.meta.url));

export const secret = 'hunter2-correct-horse';

export interface Example {
  /** A collector that works. */
  readonly works: string;
  /** One that cannot, and holds a secret; undefined for a kind that cannot fail. */
  readonly fails: string | undefined;
}

/**
 * A collector of each kind of source, in flow style, for the tests that every kind must pass. A kind without an example
 * does not compile.
 */
export const examples: Record<KindName, (world: { readonly url: string }) => Example> = {
  demo: () => ({ works: 'demo: {}', fails: undefined }),
  http: ({ url }) => ({
    works: `http: { url: "${url}" }, ${metrics('example_http')}`,
    fails: `http: { url: "http://user:${secret}@127.0.0.1:1/x" }, ${metrics('example_http')}`,
  }),
  file: () => ({
    works: `file: { paths: ["${itemsFile}"] }, ${metrics('example_file')}`,
    fails: `file: { paths: ["${itemsFile}/127.0.0.1"] }, ${metrics('example_file')}`,
  }),
};

function metrics(name: string): string {
  return `metrics: { ${name}: { help: A., each: items, labels: { n: n }, value: v } }`;
}
