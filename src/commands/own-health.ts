/**
 * Where an exporter answers for its health that was started with the same environment: on the port for
 * health alone, where there is one. Variables come before the file that POLYPROM_CONFIG names, as for
 * the exporter; flags that it was given cannot be seen from here.
 *
 * @throws UsageError when the file cannot be read
 */
export async function ownHealth(env: NodeJS.ProcessEnv): Promise<string> {
  const written = await writtenAddress(env);
  const host = given(env['POLYPROM_SERVER_HOST']) ?? written.host ?? '';
  const healthPort = given(env['POLYPROM_SERVER_HEALTH_PORT']) ?? written.healthPort;
  const port = given(env['POLYPROM_SERVER_PORT']) ?? written.port ?? '8000';
  const prefix = (written.routePrefix ?? '').replace(/(?<!\/)\/+$/, '');
  // Port 0 is one that is free: nobody can know it from outside.
  return healthPort === undefined || healthPort === '0'
    ? `http://${reachable(host)}:${port}${prefix}/-/healthy`
    : `http://${reachable(host)}:${healthPort}/-/healthy`;
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

/** Where to ask a server that listens on a host; all addresses of the machine are no place to ask. */
function reachable(host: string): string {
  if (['', '0.0.0.0', '::'].includes(host)) return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
