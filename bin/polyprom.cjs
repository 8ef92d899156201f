#!/usr/bin/env node
'use strict';

// `polyprom` of a checkout: the built exporter where there is one, else the sources, by the Node.js that npm installed
// beside them where this one is too old to read TypeScript.

const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isNew = major > 24 || (major === 24 && minor >= 12);
const installed = path.join(root, 'node_modules/node/bin/node');
const node = isNew || !existsSync(installed) ? process.execPath : installed;
const built = path.join(root, 'dist/main.cjs');
const main = existsSync(built) ? built : path.join(root, 'src/main.ts');
const { status, signal } = spawnSync(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
if (signal !== null) process.kill(process.pid, signal);
process.exitCode = status ?? 1;
