import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import image from '../rolldown.config.ts';
import { cache } from './peers.ts';
import type { Command } from './process.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiled = `${cache}/compiled`;
const modules = `${cache}/modules`;
/** As in the Dockerfile. */
const flags = ['--min-semi-space-size=4', '--max-semi-space-size=4'];
const env = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '65536' };

/** Builds `dist/`, and what Node.js compiles of it, as the image has them. */
export function buildExporter(): void {
  const options = { cwd: root, stdio: 'inherit' } as const;
  execFileSync('npm', ['run', '--silent', 'build'], options);
  mkdirSync(cache, { recursive: true });
  execFileSync(process.execPath, ['scripts/first-scrape.ts', compiled], options);
}

/** The whole exporter with a configuration, as the image starts it. */
export function exporter(config: object, name: string, port: number): Command {
  const file = `${cache}/${name}.json`;
  writeFileSync(file, JSON.stringify(config));
  const options = ['--config', file, '--host', '127.0.0.1', '--port', String(port)];
  const { args, ...rest } = bareExporter();
  return { ...rest, args: [...args, 'serve', ...options, '--log-level', 'warn'] };
}

/** The exporter without a configuration, as the image starts it. */
export function bareExporter(): Command {
  return {
    file: process.execPath,
    args: [...flags, `${root}dist/main.cjs`],
    env: { ...env, NODE_COMPILE_CACHE: compiled },
  };
}

/** A program of ours in `bench/ours/`, built and started as the image is. */
export async function builtProgram(script: string, args: readonly string[]): Promise<Command> {
  const name = `${script}.mjs`;
  await build({
    ...image,
    input: { [script]: `${root}bench/ours/${script}.ts` },
    // Not CommonJS, as it has an `await` at its top level.
    output: { dir: `${cache}/built`, format: 'esm', entryFileNames: name },
  });
  copyFileSync(`${root}package.json`, `${cache}/package.json`);
  return { file: process.execPath, args: [...flags, `${cache}/built/${name}`, ...args], env };
}

/** The same as modules in files of their own, which nobody has built into one. */
export function unbundledExporter(): Command {
  mkdirSync(modules, { recursive: true });
  copyFileSync(`${root}package.json`, `${modules}/package.json`);
  const options = ['-p', 'bench/tsconfig.modules.json', '--outDir', `${modules}/dist`];
  execFileSync('tsc', options, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  return { file: process.execPath, args: [`${modules}/dist/main.js`] };
}

/** From the sources, as `npm start` does. */
export function sourceExporter(): Command {
  return { file: process.execPath, args: [`${root}src/main.ts`] };
}
