import { readFileSync } from 'node:fs';
import type { BuildInfo } from './engine/build-info.ts';

/** The version in package.json, the revision of the image and the version of Node.js. */
export function readBuildInfo(env: NodeJS.ProcessEnv): BuildInfo {
  return {
    version: readVersion(),
    revision: env['POLYPROM_REVISION'] ?? 'unknown',
    nodeVersion: process.version,
  };
}

function readVersion(): string {
  // package.json is in the parent folder of src/ and of dist/.
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const manifest: unknown = JSON.parse(text);
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest ? String(manifest.version) : 'unknown';
}
