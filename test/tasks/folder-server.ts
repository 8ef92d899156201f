import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { serveRequests } from '../serve-requests.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.ndjson': 'application/x-ndjson',
  '.yaml': 'application/yaml',
  '.csv': 'text/csv',
  '.xml': 'application/xml',
  '.txt': 'text/plain',
  '.prom': 'text/plain; version=0.0.4',
};

const Headers = z.record(z.string(), z.string());

/** Serves the files of a folder, with the headers that its `headers.json` has; gives the address. */
export function serveFolder(folder: string): Promise<string> {
  const more = join(folder, 'headers.json');
  const headers = existsSync(more) ? Headers.parse(JSON.parse(readFileSync(more, 'utf8'))) : {};
  return serveRequests((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = join(folder, pathname);
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const type = contentTypes[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, ...headers }).end(readFileSync(file));
  });
}
