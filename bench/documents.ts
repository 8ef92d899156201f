import { createServer, type Server } from 'node:http';
import { once } from 'node:events';

/** A JSON document of so many elements, some 100 bytes each; in another `state` all values are others. */
export function createDocument(elements: number, state = 0): Buffer {
  const items = Array.from({ length: elements }, (_, index) => {
    const id = `item-${String(index).padStart(6, '0')}`;
    const cpu = (((index + state) * 7919) % 100_000) / 1000;
    const memory = ((index + state) * 104_729) % 100_000_000;
    const disk = (((index + state) * 1299) % 10_000) / 10;
    return `{"id":"${id}","zone":"zone-${index % 9}","status":"active","cpu":${cpu},"memory":${memory},"disk":${disk}}`;
  });
  return Buffer.from(`{"version":"1.2.3","items":[\n${items.join(',\n')}\n]}\n`);
}

/** A metric for each of `count` single values, spread over the document. */
export function singleMetrics(count: number, elements: number): readonly SingleMetric[] {
  return Array.from({ length: count }, (_, number) => {
    const index = Math.floor((number * elements) / count);
    return { name: `single_${String(number).padStart(4, '0')}`, path: `items[${index}].cpu` };
  });
}

export interface SingleMetric {
  readonly name: string;
  readonly path: string;
}

/** polyprom's configuration of one collector, as JSON, which is YAML. */
export function singlesConfig(url: string, metrics: readonly SingleMetric[]): object {
  const entries = metrics.map(({ name, path }) => [name, { help: 'A single value.', value: path }]);
  return collectorConfig(url, { metrics: Object.fromEntries(entries) });
}

/** Three series of each element. */
export function elementsConfig(url: string): object {
  return collectorConfig(url, {
    each: 'items',
    labels: { id: 'id', zone: 'zone' },
    metrics: {
      item_cpu: { help: 'Processors.', value: 'cpu' },
      item_memory: { help: 'Memory.', value: 'memory' },
      item_disk: { help: 'Disk.', value: 'disk' },
    },
  });
}

/** Limits that are of no concern here are out of the way. */
function collectorConfig(url: string, rules: object): object {
  const limits = { bodySize: '1GiB', samples: 100_000_000 };
  return { collectors: { bench: { http: { url }, timeout: '60s', limits, ...rules } } };
}

/** Serves documents in turn, one a request, from the driver's core. */
export async function serveDocuments(documents: readonly Buffer[], port: number): Promise<Server> {
  let served = 0;
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'application/json');
    response.end(documents[served % documents.length]);
    served += 1;
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
