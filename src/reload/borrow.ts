import type { Connections } from '../http-client/transport/connections.ts';
import type { Scrubber } from '../schema/scrubber.ts';
import type { SourceContext } from '../sources/context.ts';

/** Resources shared by the collectors of a process. */
export interface SharedContext extends SourceContext {
  readonly connections: Connections;
  readonly secrets: Scrubber;
}

/** The shared resources as used by one collector, and a function that releases them. */
export interface BorrowedContext {
  readonly context: SourceContext;
  /** Closes connections that no other collector uses, and forgets the secrets that were obtained. */
  release(): void;
}

/** @param settings of the collector; its secrets are remembered until the release */
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
