import { CollectionError } from '../../engine/source.ts';
import type { Destination, TargetPolicy } from './policy.ts';
import { destinationOf } from './target.ts';

/** Decides at connect whether the addresses of a host may be connected to. */
export interface AddressGate {
  /** @throws CollectionError when they may not */
  checkAddresses(destination: Destination, addresses: readonly string[]): void;
}

/** What every request of a module passes, first by its URL and then by the address at connect. */
export interface TargetGate {
  /**
   * @param trusted whether the request goes to the origin that it was built for, and not to where a redirect or a next
   * page led
   * @returns what checks the addresses; undefined for an origin that the configuration names literally
   * @throws CollectionError when nothing may be sent to the URL
   */
  checkUrl(url: URL, trusted: boolean): AddressGate | undefined;
}

export interface GateOptions {
  readonly policy: TargetPolicy;
  /** Whether an origin is written in the configuration, as that of a fixed URL or of a login. */
  readonly isLiteral: (origin: string) => boolean;
  /** In place of refusing; undefined: refuse. */
  readonly report?: ((message: string) => void) | undefined;
}

/** Why a target was refused, as the cause of a failed collection. */
class TargetRefused extends Error {
  override readonly name = 'TargetRefused';
}

export function createTargetGate({ policy, isLiteral, report }: GateOptions): TargetGate {
  const addresses: AddressGate = {
    checkAddresses: (destination, found) => decide(policy.addressRefusal(destination, found)),
  };
  return {
    checkUrl(url, trusted) {
      if (trusted && isLiteral(url.origin)) return undefined;
      decide(policy.refusal(destinationOf(url)));
      return addresses;
    },
  };

  function decide(refusal: string | undefined): void {
    if (refusal === undefined) return;
    if (report === undefined) {
      throw new CollectionError('connection', refusal, { cause: new TargetRefused(refusal) });
    }
    report(refusal);
  }
}

/** Whether a collection failed because a target was refused. */
export function isTargetRefusal(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; depth += 1) {
    if (cause instanceof TargetRefused) return true;
    cause = cause.cause;
  }
  return false;
}
