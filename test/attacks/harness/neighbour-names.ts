/** The collectors that no attack may cost a scrape. */
export const neighbourNames = Array.from({ length: 20 }, (_, index) => `neighbour${index}`);

export type NeighbourTask = { readonly port: number } | 'report';

export interface Neighbours {
  readonly scrapes: number;
  readonly worstMs: number;
  /** Of each scrape in which not all went well, what did not. */
  readonly faults: readonly string[];
}

/** @param url of their upstream */
export function neighbourCollectors(url: string): Record<string, unknown> {
  return Object.fromEntries(
    neighbourNames.map((name, index) => [
      name,
      {
        http: { url: `${url}/${index}` },
        metrics: {
          [`${name}_load`]: { help: 'Load.', each: 'items', labels: { id: 'id' }, value: 'load' },
          [`${name}_up`]: { help: 'Up.', value: 'up', map: { UP: 1, '*': 0 } },
        },
      },
    ]),
  );
}
