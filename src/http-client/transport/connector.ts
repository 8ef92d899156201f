import { isIP, Socket } from 'node:net';
import { buildConnector } from 'undici';
import { tlsFault } from './tls-error.ts';
import type { TlsSettings } from './tls-settings.ts';

/** What is being done for the requests to an origin that have no connection yet. */
export type Stages = Map<string, string>;

/** What TLS itself said of the last connection to an origin, where a server refused it after the handshake. */
export type TlsAlerts = Map<string, Error>;

/** Timeout of its own: a connection attempt outlives the request that began it. */
export const connectMs = 30_000;

/**
 * Connects, and notes in `stages` how far it got, for the message of a request that times out.
 *
 * @param socketPath the unix socket used in place of every host
 */
export function createConnector(
  tls: TlsSettings,
  socketPath: string | undefined,
  stages: Stages,
  alerts: TlsAlerts,
): buildConnector.connector {
  const connect = buildConnector({
    ...tls,
    timeout: connectMs,
    allowH2: false,
    socketPath: socketPath ?? null,
  });
  return (target, callback) => {
    const { protocol, hostname } = target;
    const host = target.host ?? hostname;
    const origin = `${protocol}//${host}`;
    const reached = (stage: string) => stages.set(origin, stage);
    reached(firstStage(hostname, host, socketPath));
    const socket: unknown = connect(target, (...result) => {
      stages.delete(origin);
      callback(...result);
    });
    // undici returns the socket, though its types do not say so.
    if (!(socket instanceof Socket)) return;
    socket.on('connectionAttempt', (address: string, port: number) => {
      reached(`connecting to ${isIP(address) === 6 ? `[${address}]` : address}:${port}`);
    });
    if (protocol !== 'https:') return;
    alerts.delete(origin);
    // With TLS 1.3 a server wants the certificate of a client after the handshake; undici hears of the end only.
    socket.once('error', (error: Error) => {
      if (tlsFault(error) !== undefined) alerts.set(origin, error);
    });
    socket.once('connect', () => reached(`in the TLS handshake with ${host}`));
  };
}

function firstStage(hostname: string, host: string, socketPath: string | undefined): string {
  if (socketPath !== undefined) return `connecting to the socket ${socketPath}`;
  return isIP(hostname) === 0 ? `looking up ${hostname}` : `connecting to ${host}`;
}
