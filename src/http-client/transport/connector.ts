import { isIP, Socket } from 'node:net';
import { buildConnector } from 'undici';
import type { TlsSettings } from './tls-settings.ts';

/** What is being done for the requests to an origin that have no connection yet. */
export type Stages = Map<string, string>;

/** A connection attempt outlives the request that began it, so it has an end of its own. */
export const connectMs = 30_000;

/**
 * Connects, and tells by `stages` how far it got: for the message of a request that ran out of time.
 *
 * @param socketPath the unix socket that stands in for every host
 */
export function createConnector(
  tls: TlsSettings,
  socketPath: string | undefined,
  stages: Stages,
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
    socket.once('connect', () => reached(`in the TLS handshake with ${host}`));
  };
}

function firstStage(hostname: string, host: string, socketPath: string | undefined): string {
  if (socketPath !== undefined) return `connecting to the socket ${socketPath}`;
  return isIP(hostname) === 0 ? `looking up ${hostname}` : `connecting to ${host}`;
}
