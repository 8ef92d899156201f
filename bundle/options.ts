import { fileURLToPath } from 'node:url';
import type { OutputOptions, RolldownOptions } from 'rolldown';

interface BundleOptions extends RolldownOptions {
  readonly output: OutputOptions;
}

/**
 * How the exporter is bundled: a few files instead of some 700, as finding and compiling those takes most of a start
 * (docs/decisions/0019-startup-time.md). CommonJS, because Node.js loads it 20 ms faster than modules.
 *
 * @param input the entry points, by the name of the file that each becomes
 */
export function bundleOptions(input: Readonly<Record<string, string>>): BundleOptions {
  return {
    input: { ...input },
    platform: 'node',
    resolve: {
      alias: {
        undici$: own('undici.cjs'),
        'body-parser': own('body-parser.cjs'),
        htmlparser2$: own('htmlparser2.cjs'),
        'css-select$': own('css-select.cjs'),
      },
    },
    output: {
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name]-[hash].cjs',
      // Less to read, not less to understand: stack traces keep their names.
      minify: { compress: true, mangle: false, codegen: true },
    },
  };
}

function own(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
