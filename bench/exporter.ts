import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cache } from './peers.ts';
import type { Command } from './process.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const main = `${root}dist/main.js`;

/** Builds `dist/`, as the image has it. */
export function buildExporter(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
}

/** The whole exporter with a configuration, as people run it. */
export function exporter(config: object, name: string, port: number): Command {
  mkdirSync(cache, { recursive: true });
  const file = `${cache}/${name}.json`;
  writeFileSync(file, JSON.stringify(config));
  const flags = ['--config', file, '--host', '127.0.0.1', '--port', String(port)];
  return { file: process.execPath, args: [main, 'serve', ...flags, '--log-level', 'warn'] };
}

/** The exporter without a configuration, from the built files or from the sources. */
export function bareExporter(from: 'dist' | 'src'): Command {
  const file = from === 'dist' ? main : `${root}src/main.ts`;
  return { file: process.execPath, args: [file] };
}

/** The same, everything in few files, and beside them the code that V8 made of them the last time. */
export function bundledExporter(): Command {
  const folder = `${cache}/bundle`;
  mkdirSync(folder, { recursive: true });
  copyFileSync(`${root}package.json`, `${folder}/package.json`);
  const flags = ['--format', 'esm', '--platform', 'node', '--dir', `${folder}/dist`];
  execFileSync('rolldown', [main, ...flags], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  return {
    file: process.execPath,
    args: [`${folder}/dist/main.js`],
    env: { NODE_COMPILE_CACHE: `${folder}/compiled` },
  };
}
