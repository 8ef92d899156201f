// Says which Node the npm scripts run with: npm's own warnings about the engine are off (.npmrc), since the package `node`
// brings the version that is needed. Like check-node.cjs, it must run on any Node.
'use strict';

const { execFileSync } = require('node:child_process');

let version = process.version;
try {
  // npm puts node_modules/.bin before the rest of the PATH, and the package `node` is there.
  version = execFileSync('node', ['--version'], { encoding: 'utf8' }).trim();
} catch {
  // It was installed without its scripts: check-node.cjs says what to do.
}
process.stdout.write('npm scripts of polyprom run with Node ' + version + '\n');
