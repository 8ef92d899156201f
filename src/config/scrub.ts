import { hidden, Text } from '../schema/text.ts';

/** Cleans texts that others made, such as the message of a library, of the secrets that are known. */
export interface Scrubber {
  /** Learns all secrets inside of a value, now and when they change. */
  readonly watch: (value: unknown) => void;
  readonly scrub: (text: string) => string;
}

/** Shorter secrets would take half of every text with them. */
const shortest = 4;

export function createScrubber(): Scrubber {
  const sources: (() => readonly string[])[] = [];
  const known = new Set<object>();

  return { watch, scrub };

  function watch(value: unknown): void {
    if (typeof value !== 'object' || value === null || known.has(value)) return;
    known.add(value);
    if (value instanceof Text) {
      value.peek();
      sources.push(() => value.secrets);
      return;
    }
    const { username, password }: { username?: unknown; password?: unknown } = value;
    if (username instanceof Text && password instanceof Text) {
      sources.push(() => password.secrets.map((secret) => `${username.peek() ?? ''}:${secret}`));
    }
    for (const part of Object.values(value)) watch(part);
  }

  function scrub(text: string): string {
    const forms = sources
      .flatMap((secrets) => secrets())
      .filter((secret) => secret.length >= shortest)
      .flatMap(formsOf);
    return [...new Set(forms)]
      .toSorted((a, b) => b.length - a.length)
      .reduce((clean, form) => clean.replaceAll(form, hidden), text);
  }
}

/** As it is, as in an address, in a query, in JSON, and as in the header of basic authentication. */
function formsOf(secret: string): readonly string[] {
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
  ];
}
