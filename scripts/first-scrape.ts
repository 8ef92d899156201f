import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';

// Lets Node.js keep what a start compiles: `node first-scrape.ts FOLDER` starts the built exporter in dist/,
// asks it for one page, and ends it. FOLDER is what NODE_COMPILE_CACHE will be.

const [folder = ''] = process.argv.slice(2);
const url = 'http://127.0.0.1:8000';
const config = `${folder}.json`;

// As most people will have it: a collector that asks by HTTP, here the exporter itself.
const metrics = { collectors: { help: 'Collectors.', value: 'length(collectors)' } };
const collectors = { demo: { demo: {} }, own: { http: { url: `${url}/api/status` }, metrics } };
writeFileSync(config, JSON.stringify({ collectors }));

const options = { stdio: 'inherit', env: { ...process.env, NODE_COMPILE_CACHE: folder } } as const;
const exporter = spawn(process.execPath, ['dist/main.cjs', '--config', config], options);
const ended = once(exporter, 'exit');
for (let patience = 100; !answers(); patience -= 1) {
  if (patience === 0) throw new Error('the exporter does not answer');
}
// Not at once: the code is kept by a process that ends itself.
exporter.kill('SIGTERM');
await ended;

function answers(): boolean {
  const { status } = spawnSync(process.execPath, ['dist/main.cjs', 'get', `${url}/metrics`], {
    ...options,
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  return status === 0;
}
