/** The health endpoint of the exporter in the same container. */
export interface OwnHealth {
  readonly url: string;
  readonly isTls: boolean;
}

/**
 * The health endpoint of an exporter that was started with the same environment, on its health port if it has one.
 * Variables take precedence over the file in POLYPROM_CONFIG, as in the exporter; its flags are not known here.
 *
 * @throws UsageError when the file cannot be read
 */
export async function ownHealth(env: NodeJS.ProcessEnv): Promise<OwnHealth> {
  const written = await writtenAddress(env);
  const host = given(env['POLYPROM_SERVER_HOST']) ?? written.host ?? '';
  const healthPort = given(env['POLYPROM_SERVER_HEALTH_PORT']) ?? written.healthPort;
  const port = given(env['POLYPROM_SERVER_PORT']) ?? written.port ?? '8000';
  const prefix = (written.routePrefix ?? '').replace(/(?<!\/)\/+$/, '');
  // Port 0 means any free port, which is not known here.
  if (healthPort !== undefined && healthPort !== '0') {
    return { url: `http://${reachable(host)}:${healthPort}/-/healthy`, isTls: false };
  }
  const isTls = await servesTls(given(env['POLYPROM_WEB_CONFIG_FILE']) ?? written.webConfigFile);
  const scheme = isTls ? 'https' : 'http';
  return { url: `${scheme}://${reachable(host)}:${port}${prefix}/-/healthy`, isTls };
}

/** Whether the main port uses TLS, judged by the keys in the file, which the exporter has validated. */
async function servesTls(webConfigFile: string | undefined): Promise<boolean> {
  if (webConfigFile === undefined) return false;
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(webConfigFile, 'utf8').catch(() => '');
  return text.split('\n').some((line) => /^\s+(?:cert|cert_file)\s*:/.test(line));
}

async function writtenAddress(env: NodeJS.ProcessEnv) {
  const file = given(env['POLYPROM_CONFIG']);
  if (file === undefined) return {};
  const [{ readServerAddress }, { readSmallFile }] = await Promise.all([
    import('../config/server-address.ts'),
    import('../config/document/read-file.ts'),
  ]);
  return readServerAddress(file, { env, readFile: (path) => readSmallFile(path).toString() });
}

/** An empty variable is one that is not set. */
function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

/** The host for requests to a server that listens on `host`, which may mean all addresses of the machine. */
function reachable(host: string): string {
  if (['', '0.0.0.0', '::'].includes(host)) return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
