import { basicForms, formsOf } from './secret-forms.ts';
import { createSecretSearch, type HideSecrets } from './secret-search.ts';
import { Text } from './text.ts';

/** Stores secrets that are only available at run time. */
export interface SecretMemory {
  /** Adds a secret that was obtained at run time, such as a token or a cookie. */
  learn(secret: string): void;
  /** Reverses `learn`; must be called once for each call of it. The most recent ones stay stored for late messages. */
  forget(secret: string): void;
}

/**
 * Removes known secrets from messages of other sources, such as libraries. There is one per process: it outlives a
 * reload, so that a late message does not show a previous secret.
 */
export interface Scrubber extends SecretMemory {
  /**
   * Adds the secrets within a configuration and follows their changes. Those of the last few configurations stay
   * stored.
   */
  watch(...values: readonly unknown[]): void;
  /**
   * Adds the secrets within a value until it is released, regardless of later configurations.
   *
   * @returns a function that releases the value; its secrets then stay stored as long as those of the configuration
   *   watched at that time
   */
  keep(value: unknown): () => void;
  /** Replaces every secret, in any form, with `<secret>`. Truncate the text afterwards, not before. */
  scrub(text: string): string;
}

/** Number of `watch` calls whose secrets stay stored; a configuration makes two. */
const watched = 8;

/** Number of released secrets that stay stored. */
const endedKept = 64;

/** The secrets of one configuration. */
interface Watched {
  readonly texts: readonly Text[];
  readonly pairs: readonly { readonly username: Text; readonly password: Text }[];
}

export function createScrubber(): Scrubber {
  let configurations: readonly Watched[] = [];
  const kept = new Set<Watched>();
  const learned = new Map<string, number>();
  const ended = new Set<string>();
  let version = 0;
  let search: { readonly state: string; readonly hide: HideSecrets } | undefined;

  return {
    watch(...values) {
      configurations = [findTexts(values), ...configurations].slice(0, watched);
      version += 1;
    },
    keep(value) {
      const found = findTexts([value]);
      kept.add(found);
      version += 1;
      return () => {
        if (!kept.delete(found)) return;
        configurations = [found, ...configurations].slice(0, watched);
        version += 1;
      };
    },
    learn(secret) {
      learned.set(secret, (learned.get(secret) ?? 0) + 1);
      version += 1;
    },
    forget(secret) {
      const count = learned.get(secret);
      if (count === undefined) return;
      if (count > 1) {
        learned.set(secret, count - 1);
        return;
      }
      learned.delete(secret);
      ended.add(secret);
      const [oldest] = ended;
      if (ended.size > endedKept && oldest !== undefined) ended.delete(oldest);
      version += 1;
    },
    scrub(text) {
      const state = `${version} ${revealed()}`;
      if (search?.state !== state) search = { state, hide: createSecretSearch(allForms()) };
      return search.hide(text);
    },
  };

  function known(): readonly Watched[] {
    return [...kept, ...configurations];
  }

  /** Increases whenever a text of the configurations reveals a new secret. */
  function revealed(): number {
    let sum = 0;
    for (const { texts } of known()) for (const text of texts) sum += text.revision;
    return sum;
  }

  function allForms(): readonly string[] {
    const texts = known().flatMap((each) => each.texts);
    const pairs = known().flatMap((each) => each.pairs);
    const secrets = [...texts.flatMap((text) => text.secrets), ...learned.keys(), ...ended];
    return [
      ...[...new Set(secrets)].flatMap(formsOf),
      ...pairs.flatMap(({ username, password }) =>
        password.secrets.flatMap((secret) => basicForms(username.peek() ?? '', secret)),
      ),
    ];
  }
}

/** All texts within the values, and the pairs of user and password in the same object. */
function findTexts(values: readonly unknown[]): Watched {
  const texts: Text[] = [];
  const pairs: { username: Text; password: Text }[] = [];
  const known = new Set<object>();
  for (const value of values) walk(value);
  return { texts, pairs };

  function walk(value: unknown): void {
    if (typeof value !== 'object' || value === null || known.has(value)) return;
    known.add(value);
    if (value instanceof Text) {
      value.peek();
      texts.push(value);
      return;
    }
    const { username, password }: { username?: unknown; password?: unknown } = value;
    if (username instanceof Text && password instanceof Text) pairs.push({ username, password });
    for (const part of Object.values(value)) walk(part);
  }
}
