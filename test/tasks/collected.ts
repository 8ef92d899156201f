import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { createCollectors } from '../../src/config/collectors.ts';
import type { LoadedConfig } from '../../src/config/loaded.ts';
import { textFormat } from '../../src/exposition/format.ts';
import { createRenderer } from '../../src/exposition/renderer.ts';
import type { SourceContext } from '../../src/sources/context.ts';
import { createConnections } from '../../src/http-client/transport/connections.ts';
import { documentResources } from '../documents/resources.ts';

/** Unix milliseconds of every collection here: 2026-11-23T08:00:00Z. */
const now = 1_795_420_800_000;

/** The outside world as it is, but for the time of day and the environment. */
export function createContext(): SourceContext {
  const connections = createConnections(() => performance.now());
  onTestFinished(() => connections.close());
  return {
    clock: { now: () => now, monotonic: () => performance.now() },
    connections,
    ...documentResources(),
    env: {},
    readFile: (path) => readFileSync(path, 'utf8'),
  };
}

/** Collects everything once: the page, and behind it a comment for each kind of value that was left out. */
export async function collectedPage({ collectors }: LoadedConfig): Promise<string> {
  const created = await createCollectors(collectors, createContext());
  const results = await Promise.all(
    created.map(({ source }) =>
      source.collect({ signal: AbortSignal.timeout(10_000) }),
    ),
  );
  const families = results.flatMap((result) => result.families);
  const skips = results.flatMap((result) => result.skips);
  const page = createRenderer().render(families, textFormat).toString();
  const told = skips.map(
    ({ metric, reason, count, path, found }) =>
      `# ${metric}: ${reason}, ${count}, the first at ${path}: ${found}\n`,
  );
  return page + told.join('');
}
