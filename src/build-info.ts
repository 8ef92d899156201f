import { readFileSync } from 'node:fs';
import type { BuildInfo } from './engine/build-info.ts';

/** What package.json and the image say of this build. */
export function readBuildInfo(env: NodeJS.ProcessEnv): BuildInfo {
  // Beside src/ as beside dist/.
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return {
    version: manifest.version,
    revision: env['POLYPROM_REVISION'] ?? 'unknown',
    nodeVersion: process.version,
  };
}
