import { CollectionError } from '../../engine/source.ts';
import type { Destination, TargetPolicy } from './policy.ts';
import { destinationOf } from './target.ts';

/** Decides when connecting whether the addresses of a host are allowed. */
export interface AddressGate {
  /** @throws CollectionError if they are not allowed */
  checkAddresses(destination: Destination, addresses: readonly string[]): void;
}

/** Checks every request of a module, first its URL and then the address when connecting. */
export interface TargetGate {
  /**
   * @param trusted whether the request goes to the origin that it was built for, and not to that of a redirect or a
   * next page
   * @returns the check for the addresses; undefined for an origin that is written in the configuration
   * @throws CollectionError if the URL is not allowed
   */
  checkUrl(url: URL, trusted: boolean): AddressGate | undefined;
}

export interface GateOptions {
  readonly policy: TargetPolicy;
  /** Whether an origin is written in the configuration, such as that of a fixed URL or of a login. */
  readonly isLiteral: (origin: string) => boolean;
  /** Called instead of rejecting; undefined: reject. */
  readonly report?: ((message: string) => void) | undefined;
}

/** The reason why a target was rejected, as the cause of a failed collection. */
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

/** Whether a collection failed because a target was rejected. */
export function isTargetRefusal(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; depth += 1) {
    if (cause instanceof TargetRefused) return true;
    cause = cause.cause;
  }
  return false;
}
