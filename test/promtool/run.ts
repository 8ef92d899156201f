import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { createServer as createHttpServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { metricTypes } from '../../src/config/schema/metric.ts';
import { examples, itemsFile } from '../sources/examples.ts';

/**
 * Starts the built exporter with a configuration that has every type of metric and the example of every source, and has
 * `promtool check metrics` read its page. Whatever promtool says is a failure.
 */

const configFile = new URL('polyprom.yaml', import.meta.url);
const documentFile = new URL('document.json', import.meta.url);
const document = await readFile(documentFile);
const Config = z.object({
  collectors: z.record(
    z.string(),
    z.looseObject({
      metrics: z.record(z.string(), z.object({ type: z.string().optional() })).optional(),
    }),
  ),
});
const startSeconds = 20;
const [checker, ...checkMetrics] = ['promtool', 'check', 'metrics'] as const;

/** Samples that must be on the page, so that promtool does not praise an empty one. */
const expected = [
  /^request_processing_seconds_count /m,
  /^shop_order_value_euros\{id="9007199254740993",.*team="sales"\} 19\.99$/m,
  /^shop_requests_total\{team="sales"\} 12345678901$/m,
  /^shop_release_info\{.*version="1\.2\.3"\} 1$/m,
  /^shop_level\{of="c d",team="sales"\} -1e-0?7$/m,
  /^shop_answer_seconds_bucket\{.*le="\+Inf".*\} 10$/m,
  /^shop_basket_items\{quantile="0\.99",team="sales"\} 17$/m,
  /^shop_state\{shop_state="open",team="sales"\} 1$/m,
  /^shop_limit\{name="hard",team="sales"\} \+Inf$/m,
  /^shop_limit\{name="none",team="sales"\} NaN$/m,
  /^polyprom_collector_success\{collector="absent"\} 0$/m,
  /^polyprom_collector_success\{collector="shop"\} 1$/m,
  ...Object.keys(examples).map(
    (kind) => new RegExp(`^polyprom_collector_success\\{collector="example_${kind}"\\} 1$`, 'm'),
  ),
  /^stored_requests_total 12345678901$/m,
  /^polyprom_file_error\{collector="stored",.*\} 0$/m,
  /^process_start_time_seconds /m,
];

try {
  await everythingIsConfigured();
  const families = check(await scrape());
  process.stdout.write(`promtool has nothing to say about ${families} families\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** Gives the number of families. */
function check(page: string): number {
  const missing = expected.filter((sample) => !sample.test(page));
  if (missing.length > 0) fail(`the page lacks ${missing.join(', ')}:\n${page}`);
  const options = { input: page, encoding: 'utf8' } as const;
  const { status, stdout, stderr, error } = spawnSync(checker, checkMetrics, options);
  if (error) fail(`promtool does not run: ${error.message}`);
  if (status !== 0 || stdout !== '' || stderr !== '') {
    fail(`promtool check metrics ended with ${status}:\n${stdout}${stderr}\n${page}`);
  }
  return page.match(/^# TYPE /gm)?.length ?? 0;
}

/** A type that is added to polyprom must be added here too. */
async function everythingIsConfigured() {
  const { collectors } = Config.parse(parse(await readFile(configFile, 'utf8')));
  const used = Object.values(collectors).flatMap(({ metrics = {} }) =>
    Object.values(metrics).map(({ type }) => type),
  );
  const unused = metricTypes.filter((it) => !used.includes(it));
  if (unused.length > 0) fail(`polyprom.yaml has no ${unused.join(', ')}`);
}

/** The configuration, and a collector of each kind of source. */
async function withExamples(url: string): Promise<string> {
  const added = Object.entries(examples).map(
    ([kind, example]) => `  example_${kind}: { ${example({ url }).works} }\n`,
  );
  return (await readFile(configFile, 'utf8')) + added.join('');
}

/** The page of a polyprom that runs just for it. */
async function scrape(): Promise<string> {
  const items = await readFile(itemsFile);
  const shop = createHttpServer(({ url }, response) => {
    response.setHeader('content-type', 'application/json').end(url === '/items' ? items : document);
  }).listen(0, '127.0.0.1');
  await once(shop, 'listening');
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'polyprom-promtool-'));
  const config = join(folder, 'polyprom.yaml');
  await writeFile(config, await withExamples(`${address(portOf(shop.address()))}/items`));
  const flags = ['--config', config, '--host', '127.0.0.1', '--port', `${port}`];
  const polyprom = spawn(process.execPath, ['dist/main.cjs', ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      DOCUMENT_URL: address(portOf(shop.address())),
      DOCUMENT_FILE: documentFile.pathname,
      ABSENT_URL: address(await freePort()),
    },
  });
  // One collector fails on purpose, so the log is shown only where it explains something.
  let log = '';
  polyprom.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  try {
    await ready(`${address(port)}/-/ready`, () => polyprom.exitCode);
    const response = await fetch(`${address(port)}/metrics`);
    if (response.status !== 200) fail(`/metrics answered ${response.status}`);
    return await response.text();
  } catch (error) {
    process.stderr.write(log);
    throw error;
  } finally {
    polyprom.kill('SIGKILL');
    shop.close();
    shop.closeAllConnections();
    await rm(folder, { recursive: true });
  }
}

async function ready(url: string, exitCode: () => number | null) {
  const deadline = performance.now() + startSeconds * 1000;
  while (performance.now() < deadline) {
    const code = exitCode();
    if (code !== null) fail(`polyprom ended with ${code}`);
    const response = await fetch(url).catch(() => undefined);
    if (response?.status === 200) return;
    await sleep(100);
  }
  fail(`${url} did not answer within ${startSeconds} s`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server.address());
  server.close();
  await once(server, 'close');
  return port;
}

function address(port: number): string {
  return `http://127.0.0.1:${port}`;
}

function portOf(bound: AddressInfo | string | null): number {
  if (typeof bound !== 'object' || bound === null) fail('the system gave no port');
  return bound.port;
}

function fail(message: string): never {
  throw new Error(message);
}
