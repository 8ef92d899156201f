import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
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

/** The exporter as it is started without anything, from the built files or from the sources. */
export function bareExporter(from: 'dist' | 'src'): readonly string[] {
  return [from === 'dist' ? main : `${root}src/main.ts`];
}
