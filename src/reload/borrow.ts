import type { Connections } from '../http-client/transport/connections.ts';
import type { Scrubber } from '../schema/scrubber.ts';
import type { SourceContext } from '../sources/context.ts';

/** What the collectors of a process use together. */
export interface SharedContext extends SourceContext {
  readonly connections: Connections;
  readonly secrets: Scrubber;
}

/** The outside world as one collector uses it, and what ends that use. */
export interface BorrowedContext {
  readonly context: SourceContext;
  /** Closes the connections that nobody else uses, and ends the secrets that were obtained. */
  release(): void;
}

/** @param settings of the collector; the secrets in them are known until the release */
export function borrowContext(shared: SharedContext, settings: unknown): BorrowedContext {
  const connections = shared.connections.borrow();
  const forgetSettings = shared.secrets.keep(settings);
  const learned: string[] = [];
  return {
    context: {
      ...shared,
      connections,
      secrets: {
        learn(secret) {
          learned.push(secret);
          shared.secrets.learn(secret);
        },
        forget(secret) {
          const index = learned.indexOf(secret);
          if (index === -1) return;
          learned.splice(index, 1);
          shared.secrets.forget(secret);
        },
      },
    },
    release() {
      connections.release();
      for (const secret of learned.splice(0)) shared.secrets.forget(secret);
      forgetSettings();
    },
  };
}
