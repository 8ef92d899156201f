import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { bundledModule, bundleModules } from './test/bundle/bundled-modules.ts';
import shared from './vitest.config.ts';

await bundleModules();

/** Runs the tests of what serves, fetches and reads against bundled code, as the image has it. */
export default defineConfig({
  plugins: [
    {
      name: 'bundled-modules',
      enforce: 'pre',
      resolveId(source, importer) {
        if (importer === undefined || !source.startsWith('.')) return undefined;
        return bundledModule(resolve(importer, '..', source));
      },
    },
  ],
  test: {
    ...shared.test,
    include: ['cli', 'documents', 'http-client', 'offload', 'server', 'sources'].map(
      (folder) => `test/${folder}/**/*.test.ts`,
    ),
    env: { POLYPROM_MAIN: 'dist/main.cjs' },
  },
});
