/** Something that reads what others have made. */
export interface Target {
  readonly name: string;
  /** Inputs that are right, or nearly. */
  readonly seeds: readonly Buffer[];
  /** What its inputs are made of. */
  readonly words: readonly string[];
  /** @throws Error that is no fault; anything that `isFault` takes for one otherwise */
  readonly run: (input: Buffer) => unknown;
  /** Milliseconds that one input may take, where that is more than what the event loop may be held for. */
  readonly barMs?: number;
  /** Whether an error is one that users should never see. */
  readonly isFault: (error: unknown) => boolean;
}

export function seedsOf(texts: readonly string[]): Buffer[] {
  return texts.map((text) => Buffer.from(text));
}
