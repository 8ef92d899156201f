import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../../src/config/document/problem.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import { negotiate, negotiateEncoding } from '../../../src/exposition/negotiate.ts';
import { seedsOf, type Target } from '../target.ts';

const examples = join(import.meta.dirname, '../../../examples');
const environment = {
  env: { SHOP: 'shop', TOKEN: 'secret' },
  readFile(path: string): string {
    throw new Error(`no file ${path}`);
  },
};

export const configurationTargets: readonly Target[] = [
  {
    name: 'configuration',
    // Read at the start only.
    barMs: 2000,
    seeds: globSync('*/polyprom.yaml', { cwd: examples }).map((file) =>
      readFileSync(join(examples, file)),
    ),
    words: [
      '${env:SHOP}',
      '${file:/x}',
      '${',
      '$${',
      '&a ',
      '*a',
      '<<: *a',
      'null',
      '- ',
      ': ',
      '{',
      '}',
      '\t',
      'value: ',
      'map: ',
      'each: ',
      '!x ',
      '0755',
      '1e999',
      "'",
      '"',
    ],
    run: (input) => parseConfig(input.toString(), 'polyprom.yaml', environment).print(),
    isFault: (error) => !(error instanceof ConfigError),
  },
  {
    name: 'accept',
    seeds: seedsOf([
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;q=0.4,*/*;q=0.1',
      'text/plain; version="0.0.4"; q=1, text/*',
      'gzip, zstd;q=0.5, identity;q=0, *;q=0',
    ]),
    words: [',', ';', '=', '"', '\\', 'q=', 'version=', ' ', '*/*', 'text/plain'],
    run: (input) => [negotiate(input.toString()), negotiateEncoding(input.toString())],
    isFault: () => true,
  },
];
