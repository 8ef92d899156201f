import { inspect } from 'node:util';
import type { Deferred } from './deferred.ts';

/** Replaces a value that must not be shown. */
export const hidden = '<secret>';

/** A part of a text: literal, or read each time it is needed. */
export type TextPart =
  | string
  /** Resolved when a request is built. */
  | { readonly deferred: Deferred }
  | ReadPart;

interface ReadPart {
  /** Reads the current value. @throws Error with the reason if it cannot be read */
  readonly read: () => string;
  readonly secret: boolean;
  /** Marked as not secret by the user, wherever it is used. */
  readonly public?: boolean;
  /** The path of the source file; the content of a file must not be shown on a public page. */
  readonly file?: string;
}

export interface TextOptions {
  /** The whole value is a secret, including literal parts. */
  readonly secret?: boolean;
  /** Comes from `{ secretKeyRef }`, which is only accepted for secrets. */
  readonly reference?: boolean;
  /** A value that is not PEM is a file path. */
  readonly mayBePath?: boolean;
  /** Written as this number and sent as a number. */
  readonly number?: number;
  /** Resolved references are secret unless they are public, for places where passwords are likely. */
  readonly hideFilledIn?: boolean;
  /** Finds secrets within the value, such as the password in a URL. */
  readonly find?: (value: string) => readonly string[];
}

/** Number of previous values of a rotated secret that are kept, because late messages may contain them. */
const remembered = 8;

/**
 * Shorter values that are only possibly secret, such as a port from an environment variable, are hidden when the
 * configuration is printed, but not searched for in messages.
 */
const shortestGuessed = 6;

/**
 * A string of the configuration that may contain secrets. It prints as `<secret>`, entirely or in its secret parts;
 * only `reveal()` returns the value. A part from a file is read again on each `reveal()`, so a rotated secret is used
 * immediately.
 */
export class Text {
  /** An own property, so that strict objects refuse a `Text` in their place: they do not have this key. */
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
   * Returns the value in clear text.
   *
   * @param fill resolves references that are only available when a request is built
   * @throws Error naming a file that cannot be read; errors of `fill`
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

  /** The value, with samples for deferred references, or undefined while one of its files cannot be read. */
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

  /** Whether a part of it comes from a file. */
  get fromFile(): boolean {
    return this.#parts.some(
      (part) => typeof part !== 'string' && 'read' in part && part.file !== undefined,
    );
  }

  /** The references that are resolved when a request is built. */
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

  /** Whether it contains a secret as a literal, not as a reference. A file path does not count. */
  get literal(): boolean {
    if (this.#options.mayBePath === true && this.peek()?.includes('-----BEGIN') !== true) {
      return false;
    }
    const written = this.#parts.filter((part) => typeof part === 'string').join(' ');
    if (written.trim() === '') return false;
    if (this.#options.secret === true) return this.#parts.every((part) => typeof part === 'string');
    return this.#found(this.peek()).some((found) => written.includes(found));
  }

  /** The number that it was written as, if any. */
  get number(): number | undefined {
    return this.#options.number;
  }

  get reference(): boolean {
    return this.#options.reference === true;
  }

  /** Recently revealed secrets, for redacting messages. */
  get secrets(): readonly string[] {
    return [...this.#seen];
  }

  /**
   * Equal for texts that are interchangeable: it combines the current value, its secret parts, and the files that will
   * be read later. It contains the secrets in clear text.
   */
  get identity(): string {
    const pieces = this.#parts.map((part) => {
      if (typeof part === 'string') return { value: part };
      // Resolved for each request, so the reference itself is compared.
      if ('deferred' in part) return { value: part.deferred.written, file: 'deferred' };
      const { file } = part;
      const value = tryRead(part) ?? null;
      return { value, ...(this.#isSecret(part) && { secret: true }), ...(file && { file }) };
    });
    // A non-secret variable is equal to the same characters as a literal.
    const merged: { value: string | null; secret?: boolean; file?: string }[] = [];
    for (const piece of pieces) {
      const last = merged.at(-1);
      if (last !== undefined && isPlain(last) && isPlain(piece))
        last.value = `${last.value}${piece.value}`;
      else merged.push({ ...piece });
    }
    return JSON.stringify([this.#options.secret === true, this.#options.number, merged]);
  }

  /** Increases when `secrets` changes. */
  get revision(): number {
    return this.#revision;
  }

  /** A copy of the text that hides more. */
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
