import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';

// Fills Node's compile cache: `node first-scrape.ts FOLDER` starts the built exporter in dist/, scrapes it once, and
// stops it. FOLDER is the value that NODE_COMPILE_CACHE will have.

const [folder = ''] = process.argv.slice(2);
const url = 'http://127.0.0.1:8000';
const config = `${folder}.json`;

// A typical configuration: a collector with the http source, here for the exporter itself.
const metrics = { collectors: { help: 'Collectors.', value: 'length(collectors)' } };
const collectors = { demo: { demo: {} }, own: { http: { url: `${url}/api/status` }, metrics } };
writeFileSync(config, JSON.stringify({ collectors }));

const options = { stdio: 'inherit', env: { ...process.env, NODE_COMPILE_CACHE: folder } } as const;
const exporter = spawn(process.execPath, ['dist/main.cjs', '--config', config], options);
const ended = once(exporter, 'exit');
for (let attempts = 100; !responds(); attempts -= 1) {
  if (attempts === 0) throw new Error('the exporter does not respond');
}
// Not SIGKILL: Node.js writes the cache when a process exits by itself.
exporter.kill('SIGTERM');
await ended;

function responds(): boolean {
  const { status } = spawnSync(process.execPath, ['dist/main.cjs', 'get', `${url}/metrics`], {
    ...options,
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  return status === 0;
}
