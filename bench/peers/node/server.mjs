// usage: server.mjs PACKAGE SERIES changed|same PORT
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import express from 'express';
import { createGauges } from './gauges.mjs';
import { reportLoop } from '../../loop.ts';

const [name, count, mode, port] = process.argv.slice(2);
const { registry, next } = createGauges(await import(name), Number(count));
const compress = promisify(gzip);

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.get('/-/healthy', (_request, response) => response.type('text/plain').send('healthy\n'));
app.get('/metrics', async (request, response) => {
  if (mode === 'changed') next();
  const page = await registry.metrics();
  response.setHeader('Content-Type', registry.contentType);
  if (!/gzip/.test(request.headers['accept-encoding'] ?? '')) {
    response.send(page);
    return;
  }
  response.setHeader('Content-Encoding', 'gzip');
  response.send(await compress(page, { level: constants.Z_BEST_SPEED }));
});
app.listen(Number(port), '127.0.0.1', reportLoop);
