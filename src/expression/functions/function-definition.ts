import type { Evaluation } from '../evaluation.ts';

/** What a function may use beside its arguments. */
export interface Call {
  /** As errors name it. */
  readonly name: string;
  readonly run: Evaluation;
}

export interface Parameter<T = unknown> {
  readonly name: string;
  /** With its article: "a string", "an array of numbers". */
  readonly type: string;
  readonly optional?: boolean;
  readonly accepts: (value: unknown) => value is T;
  /** Only the last parameter may have it: one or more arguments, each accepted by this. */
  readonly acceptsEach?: (value: unknown) => boolean;
  /** It takes `&expression` and nothing else does. */
  readonly isReference?: boolean;
  /** Refuses a literal argument at load; the message follows the function's name. */
  refuse?(literal: T, run: Evaluation): string | undefined;
}

export interface FunctionExample {
  readonly expression: string;
  readonly document: unknown;
  readonly result: unknown;
}

export interface FunctionDefinition {
  readonly name: string;
  /** One line, a sentence. */
  readonly description: string;
  readonly example: FunctionExample;
  readonly parameters: readonly Parameter[];
  /** Whoever calls has checked each value by its parameter; those of a variadic one are an array. */
  invoke(call: Call, ...values: readonly unknown[]): unknown;
}

type Values<P extends readonly Parameter[]> = {
  -readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never;
};

/** Defines a function whose `invoke` gets the values in the types that its parameters promise. */
export function define<const P extends readonly Parameter[]>(
  name: string,
  parameters: P,
  description: string,
  example: FunctionExample,
  invoke: (call: Call, ...values: Values<P>) => unknown,
): FunctionDefinition {
  return { name, parameters, description, example, invoke };
}

/** How a function is called: `split(text, separator, [count])`, `merge(objects...)`. */
export function signatureOf({ name, parameters }: FunctionDefinition): string {
  const shown = parameters.map((parameter) => {
    if (parameter.acceptsEach !== undefined) return `${parameter.name}...`;
    const sign = parameter.isReference === true ? `&${parameter.name}` : parameter.name;
    return parameter.optional === true ? `[${sign}]` : sign;
  });
  return `${name}(${shown.join(', ')})`;
}
