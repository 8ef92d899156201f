import { defineConfig } from 'rolldown';
import { bundleOptions } from './bundle/options.ts';

const { output, ...options } = bundleOptions({
  main: 'src/main.ts',
  worker: 'src/offload/worker.ts',
  'password-worker': 'src/server/access/password-worker.ts',
});

/** Builds `dist/`, which the image runs. */
export default defineConfig({ ...options, output: { ...output, dir: 'dist', cleanDir: true } });
