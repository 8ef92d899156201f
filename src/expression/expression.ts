import type { Budget } from '../budget/budget.ts';

/**
 * What an expression may see beside the current node. One object serves a whole collection; whoever
 * iterates sets `key`, `index`, `parent` and `parents` before each item.
 */
export interface Scope {
  /** What evaluation pays into, as all else that its collection does; default: no limit. */
  readonly budget?: Budget | undefined;
  root: unknown;
  key?: string | undefined;
  index?: number | undefined;
  parent?: unknown;
  parents?: readonly unknown[] | undefined;
  target?: string | undefined;
  params?: Readonly<Record<string, string>> | undefined;
  response?: ResponseBinding | undefined;
  file?: FileBinding | undefined;
  /** The item of a list that the document is about. */
  item?: unknown;
  /** Unix milliseconds that `now()` returns, the same for a whole collection. */
  now: number;
}

/** `$response` of a document that came by HTTP. Header names are lowercase. */
export interface ResponseBinding {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly bytes: number;
  readonly url: string;
  /** Of the response of a login only: the cookies so far, by name. */
  readonly cookies?: Readonly<Record<string, string>> | undefined;
}

/** `$file` of a document that came from a file; `mtime` in Unix seconds. */
export interface FileBinding {
  readonly path: string;
  readonly mtime: number;
  readonly size: number;
}

/**
 * A compiled expression. Values are those of JSON, and `bigint` for an integer of the document that a
 * double would round (beyond 2^53); a function returns null, never undefined.
 */
export interface Expression {
  readonly text: string;
  /** What is allowed but probably not meant, for `check`: a sentence each. */
  readonly warnings: readonly ExpressionWarning[];
  /** @throws ExpressionError when a function refuses its arguments; BudgetSpent for the whole collection */
  readonly evaluate: (node: unknown, scope: Scope) => unknown;
}

export interface ExpressionWarning {
  readonly message: string;
  /** Offset into `text`, in UTF-16 units. */
  readonly offset: number;
}

/** The string is not an expression. `offset` is where in it, in UTF-16 units. */
export class ExpressionSyntaxError extends Error {
  override readonly name = 'ExpressionSyntaxError';
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** The expression could not be evaluated on this document: costs one sample (`expression_error`). */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}
