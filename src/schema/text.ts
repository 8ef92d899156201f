import { inspect } from 'node:util';
import type { Deferred } from './deferred.ts';

/** What stands in a message or on a page for a value that must not show. */
export const hidden = '<secret>';

/** A piece of a text: as written, or read each time it is needed. */
export type TextPart =
  | string
  /** Filled in when a request is built. */
  | { readonly deferred: Deferred }
  | ReadPart;

interface ReadPart {
  /** The value now. @throws Error when it cannot be read, saying why */
  readonly read: () => string;
  readonly secret: boolean;
  /** Marked by the user as no secret, wherever it is filled in. */
  readonly public?: boolean;
  /** The path of the file that it comes from; so it has no business on a page that is public. */
  readonly file?: string;
}

export interface TextOptions {
  /** The whole value is a secret, whatever it is made of. */
  readonly secret?: boolean;
  /** Came from `{ secretKeyRef }`, which only secrets take. */
  readonly reference?: boolean;
  /** A value that is not PEM is the path of a file. */
  readonly mayBePath?: boolean;
  /** It was written as this number, and is sent as one. */
  readonly number?: number;
  /** Whatever is filled in is a secret unless it is public: where it stands, a password is likely. */
  readonly hideFilledIn?: boolean;
  /** Finds the secrets inside of the value, such as the password of an address. */
  readonly find?: (value: string) => readonly string[];
}

/** Values of a rotated secret that a late message may still hold. */
const remembered = 8;

/**
 * Shorter values that only may be a secret, such as a port from an environment variable, are hidden
 * where the configuration prints, and not searched for in every message.
 */
const shortestGuessed = 6;

/**
 * A text of the configuration that may hold a secret. It prints as `<secret>`, as a whole or where its
 * secret parts are; only `reveal()` tells. A part that is a file is read again at every `reveal()`, so
 * a rotated secret is used from then on.
 */
export class Text {
  /** An own property: a strict object refuses a text in its place by this key, for it has no such key. */
  readonly isText = true;
  readonly #parts: readonly TextPart[];
  readonly #options: TextOptions;
  readonly #seen = new Set<string>();
  #revision = 0;

  constructor(parts: readonly TextPart[], options: TextOptions = {}) {
    this.#parts = parts;
    this.#options = options;
  }

  /**
   * @param fill gives the values of references that exist only when a request is built
   * @throws Error when a file cannot be read, naming it; as `fill`
   */
  reveal(fill: (deferred: Deferred) => string = refuseToFill): string {
    const secrets: string[] = [];
    const value = this.#join((part) => {
      if ('deferred' in part) {
        const filled = fill(part.deferred);
        if (this.#isSecret(part) && filled.length >= shortestGuessed) secrets.push(filled);
        return filled;
      }
      const read = part.read();
      if (part.secret || (this.#isSecret(part) && read.length >= shortestGuessed)) {
        secrets.push(read);
      }
      return read;
    });
    if (this.#options.secret === true) secrets.push(value);
    secrets.push(...this.#found(value));
    for (const secret of secrets) this.#remember(secret);
    return value;
  }

  /** The value, with samples for what a request fills in, or undefined while a file of it cannot be read. */
  peek(): string | undefined {
    try {
      return this.deferred.length > 0 ? this.#join(readOrSample) : this.reveal();
    } catch {
      return undefined;
    }
  }

  get secret(): boolean {
    if (this.#options.secret === true || this.#parts.some((part) => this.#isSecret(part))) {
      return true;
    }
    return this.#found(this.peek()).length > 0;
  }

  /** Some of it comes from a file. */
  get fromFile(): boolean {
    return this.#parts.some(
      (part) => typeof part !== 'string' && 'read' in part && part.file !== undefined,
    );
  }

  /** The references that are filled in when a request is built. */
  get deferred(): readonly Deferred[] {
    return this.#parts.flatMap((part) =>
      typeof part !== 'string' && 'deferred' in part ? [part.deferred] : [],
    );
  }

  /** Whether it begins with such a reference. */
  get beginsDeferred(): boolean {
    const first = this.#parts.find((part) => part !== '');
    return typeof first === 'object' && 'deferred' in first;
  }

  /** Whether a secret of it is written out, and not filled in. The path of a file is none. */
  get literal(): boolean {
    if (this.#options.mayBePath === true && this.peek()?.includes('-----BEGIN') !== true) {
      return false;
    }
    const written = this.#parts.filter((part) => typeof part === 'string').join(' ');
    if (written.trim() === '') return false;
    if (this.#options.secret === true) return this.#parts.every((part) => typeof part === 'string');
    return this.#found(this.peek()).some((found) => written.includes(found));
  }

  /** The number that it was written as, where it was one. */
  get number(): number | undefined {
    return this.#options.number;
  }

  get reference(): boolean {
    return this.#options.reference === true;
  }

  /** The secrets that were revealed lately, for those who clean messages. */
  get secrets(): readonly string[] {
    return [...this.#seen];
  }

  /**
   * What two texts have in common that can stand for each other: the value now, what of it is secret,
   * and which files it is read from later. It holds the secrets in clear.
   */
  get identity(): string {
    const pieces = this.#parts.map((part) => {
      if (typeof part === 'string') return { value: part };
      // Filled in anew for each request: what stands for it is what it is.
      if ('deferred' in part) return { value: part.deferred.written, file: 'deferred' };
      const { file } = part;
      const value = tryRead(part) ?? null;
      return { value, ...(this.#isSecret(part) && { secret: true }), ...(file && { file }) };
    });
    // A variable that is no secret and the same characters written out are one value.
    const merged: { value: string | null; secret?: boolean; file?: string }[] = [];
    for (const piece of pieces) {
      const last = merged.at(-1);
      if (last !== undefined && isPlain(last) && isPlain(piece))
        last.value = `${last.value}${piece.value}`;
      else merged.push({ ...piece });
    }
    return JSON.stringify([this.#options.secret === true, this.#options.number, merged]);
  }

  /** Grows when `secrets` changes. */
  get revision(): number {
    return this.#revision;
  }

  /** The same text with more of it hidden. */
  hiding(options: Omit<TextOptions, 'reference'>): Text {
    return new Text(this.#parts, { ...this.#options, ...options });
  }

  toString(): string {
    if (this.#options.secret === true) return hidden;
    const shown = this.#join((part) => {
      if ('deferred' in part) return part.deferred.written;
      return this.#isSecret(part) ? hidden : (tryRead(part) ?? hidden);
    });
    return this.#found(this.peek()).reduce((text, found) => text.replaceAll(found, hidden), shown);
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }

  #join(read: (part: Exclude<TextPart, string>) => string): string {
    return this.#parts.map((part) => (typeof part === 'string' ? part : read(part))).join('');
  }

  #found(value: string | undefined): readonly string[] {
    return value === undefined ? [] : (this.#options.find?.(value) ?? []);
  }

  #isSecret(part: TextPart): boolean {
    if (typeof part === 'string') return false;
    if ('deferred' in part) return part.deferred.kind === 'session';
    return part.secret || (this.#options.hideFilledIn === true && part.public !== true);
  }

  #remember(secret: string): void {
    if (secret === '') return;
    if (!this.#seen.delete(secret)) this.#revision += 1;
    this.#seen.add(secret);
    const [oldest] = this.#seen;
    if (this.#seen.size > remembered && oldest !== undefined) this.#seen.delete(oldest);
  }
}

function readOrSample(part: Exclude<TextPart, string>): string {
  return 'deferred' in part ? part.deferred.sample : part.read();
}

function refuseToFill({ written }: Deferred): never {
  throw new Error(`${written} can only be used in a request`);
}

function isPlain({ secret, file }: { readonly secret?: boolean; readonly file?: string }): boolean {
  return secret !== true && file === undefined;
}

function tryRead(part: ReadPart): string | undefined {
  try {
    return part.read();
  } catch {
    return undefined;
  }
}
