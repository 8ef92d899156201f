import { fileURLToPath } from 'node:url';
import { defineConfig } from 'rolldown';

/**
 * The built exporter: a few files instead of some 700, as finding and compiling those takes most of a start
 * (docs/decisions/0019-startup-time.md). CommonJS, because Node.js loads it 20 ms faster than modules.
 */
export default defineConfig({
  input: { main: 'src/main.ts', worker: 'src/offload/worker.ts' },
  platform: 'node',
  resolve: {
    alias: {
      undici$: own('undici.cjs'),
      'body-parser': own('body-parser.cjs'),
      'node:http2': own('no-http2.cjs'),
      // Express sorts all 2,500 types of it at its start, to look up those that it is asked for.
      'mime-db': own('mime-db.json'),
    },
  },
  output: {
    dir: 'dist',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    // Less to read, not less to understand: stack traces keep their names.
    minify: { compress: true, mangle: false, codegen: true },
    cleanDir: true,
  },
  plugins: [
    {
      // V8 keeps a source of other letters with two bytes for each.
      name: 'ascii',
      generateBundle(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type === 'chunk') file.code = file.code.replaceAll(/[^\0-\x7f]/g, escaped);
        }
      },
    },
  ],
});

/** One half of a letter beyond U+FFFF at a time, as strings and patterns have them. */
function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function own(name: string): string {
  return fileURLToPath(new URL(`bundle/${name}`, import.meta.url));
}
