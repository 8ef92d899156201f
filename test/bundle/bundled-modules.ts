import { globSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { bundleOptions } from '../../bundle/options.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'node_modules/.cache/polyprom-bundle');

/** Bundles every module of `src/` as `dist/` is bundled, each as an entry point, so that tests can import them. */
export async function bundleModules(): Promise<void> {
  const modules = globSync('src/**/*.ts', { cwd: root }).map((file) => [nameOf(file), file]);
  const { output, ...options } = bundleOptions(Object.fromEntries(modules));
  const build = await rolldown({ ...options, cwd: root });
  await build.write({ ...output, dir: folder, cleanDir: true });
  await build.close();
}

/** The bundled module of a module in `src/`; undefined for any other file. */
export function bundledModule(file: string): string | undefined {
  const path = relative(root, file);
  return path.startsWith('src/') ? join(folder, `${nameOf(path)}.cjs`) : undefined;
}

function nameOf(file: string): string {
  return file.slice('src/'.length, -'.ts'.length);
}
