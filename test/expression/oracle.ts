import { search } from '@jmespath-community/jmespath';

import { compileExpression } from '../../src/expression/compile/compile.ts';

export interface Outcome {
  readonly value?: unknown;
  readonly error?: string;
}

/** What the library's interpreter answers. */
export function theirs(expression: string, document: unknown): Outcome {
  return attempt(() => search(toJson(document), expression));
}

/** What our closures answer. */
export function ours(expression: string, document: unknown): Outcome {
  const scope = { root: document, now: 0 };
  return attempt(() => compileExpression(expression).evaluate(document, scope));
}

function attempt(evaluate: () => unknown): Outcome {
  try {
    return { value: evaluate() };
  } catch (error) {
    return { error: String(error) };
  }
}

function toJson(document: unknown): Parameters<typeof search>[0] {
  const copy: Parameters<typeof search>[0] = JSON.parse(JSON.stringify(document));
  return copy;
}
