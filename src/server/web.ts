import type { Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { Clock } from '../engine/clock.ts';
import type { Logger } from '../engine/log.ts';
import type { MetricFamily } from '../metric/family.ts';
import { createRows } from '../metric/rows.ts';
import type { TlsSettings, WebConfig } from '../web-config/model.ts';
import type { WatchedWebConfig, WebConfigHandlers } from '../web-config/watch.ts';
import { requireAccess } from './access/access.ts';
import { createComparer } from './access/compare.ts';
import { createPasswords } from './access/passwords.ts';
import type { WebSettings } from './dependencies.ts';
import type { ServerTls } from './listen.ts';
import { changeTls } from './tls.ts';

/** The effects of a web configuration file on the server. */
export interface Web {
  readonly settings: WebSettings;
  /** Undefined: plain HTTP. */
  readonly tls: ServerTls | undefined;
  /** Updates the certificate and the client authentication of a server whenever the file changes. */
  attach(server: Server): void;
  /** Watches the file and those that it references until the signal fires. */
  follow(signal: AbortSignal): Promise<void>;
}

export interface WebOptions {
  /** The name of the file in messages. */
  readonly path: string;
  /** Reads the file and watches it. @throws ConfigError with all errors of the file and their positions */
  readonly watch: (handlers: WebConfigHandlers) => WatchedWebConfig;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** @throws as `watch` */
export function createWeb({ path, watch, clock, logger }: WebOptions): Web {
  const servers: TlsServer[] = [];
  let refusedClients = 0;
  const watched = watch({
    apply(config) {
      refuseSwitch(config, watched.current());
      for (const server of servers) if (config.tls !== undefined) changeTls(server, config.tls);
    },
    onRead(fault) {
      if (fault === undefined) logger.info({ file: path }, 'read the web configuration again');
      else
        logger.error(
          { file: path, err: fault },
          'web configuration refused, the last good one stays',
        );
    },
  });
  const passwords = createPasswords(createComparer(), (error) => {
    logger.warn(
      { err: error },
      'a password could not be checked: use a hash with a lower bcrypt cost',
    );
  });

  return {
    settings: {
      headers: () => watched.current().headers,
      requireAccess: requireAccess(watched.current, passwords, clock),
      families: () => webFamilies(watched, refusedClients),
    },
    tls: watched.current().tls && {
      settings: () => tlsOf(watched.current()),
      onRefused() {
        refusedClients += 1;
      },
    },
    attach(server) {
      if (hasTls(server)) servers.push(server);
    },
    follow: (signal) => watched.follow(signal),
  };
}

function hasTls(server: Server): server is TlsServer {
  return 'setSecureContext' in server;
}

/** Connections are plain or encrypted from the first byte, so a listening server cannot switch between both. */
function refuseSwitch({ tls }: WebConfig, { tls: before }: WebConfig): void {
  if ((tls === undefined) === (before === undefined)) return;
  throw new Error(`turning TLS ${tls === undefined ? 'off' : 'on'} needs a restart`);
}

function tlsOf({ tls }: WebConfig): TlsSettings {
  if (tls === undefined) throw new Error('the web configuration has no TLS');
  return tls;
}

/** Metrics about the web configuration. */
export function webFamilies(
  { fault, readAt }: Pick<WatchedWebConfig, 'fault' | 'readAt'>,
  refusedClients: number,
): readonly MetricFamily[] {
  const successful = createRows(
    'polyprom_web_config_last_reload_successful',
    'Whether the web configuration file, as it is now, is in force.',
    'gauge',
  );
  successful.add(fault() === undefined ? 1 : 0);
  const time = createRows(
    'polyprom_web_config_last_reload_success_timestamp_seconds',
    'When the web configuration in force was read.',
    'gauge',
  );
  time.add(readAt() / 1000);
  const refused = createRows(
    'polyprom_tls_refused_clients_total',
    'Connections closed after the TLS handshake because of the client certificate.',
    'counter',
  );
  refused.add(refusedClients);
  return [successful.family(), time.family(), refused.family()];
}
