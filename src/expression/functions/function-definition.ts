import type { Evaluation } from '../evaluation.ts';

/** Context of a call, in addition to its arguments. */
export interface Call {
  /** The name used in errors. */
  readonly name: string;
  readonly run: Evaluation;
}

export interface Parameter<T = unknown> {
  readonly name: string;
  /** Includes the article: "a string", "an array of numbers". */
  readonly type: string;
  readonly optional?: boolean;
  readonly accepts: (value: unknown) => value is T;
  /** Only allowed for the last parameter: one or more arguments, each of which must be accepted by this. */
  readonly acceptsEach?: (value: unknown) => boolean;
  /** The parameter only accepts `&expression`, and no other parameter accepts it. */
  readonly isReference?: boolean;
  /** Refuses a literal argument when the configuration is loaded; the message is printed after the function's name. */
  refuse?(literal: T, run: Evaluation): string | undefined;
}

export interface FunctionExample {
  readonly expression: string;
  readonly document: unknown;
  readonly result: unknown;
}

export interface FunctionDefinition {
  readonly name: string;
  /** A sentence on one line. */
  readonly description: string;
  readonly example: FunctionExample;
  readonly parameters: readonly Parameter[];
  /** The caller has checked each value against its parameter; the values of a variadic parameter are an array. */
  invoke(call: Call, ...values: readonly unknown[]): unknown;
}

type Values<P extends readonly Parameter[]> = {
  -readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never;
};

/** Defines a function; `invoke` receives the values with the types declared by its parameters. */
export function define<const P extends readonly Parameter[]>(
  name: string,
  parameters: P,
  description: string,
  example: FunctionExample,
  invoke: (call: Call, ...values: Values<P>) => unknown,
): FunctionDefinition {
  return { name, parameters, description, example, invoke };
}

/** The signature of a function: `split(text, separator, [count])`, `merge(objects...)`. */
export function signatureOf({ name, parameters }: FunctionDefinition): string {
  const shown = parameters.map((parameter) => {
    if (parameter.acceptsEach !== undefined) return `${parameter.name}...`;
    const sign = parameter.isReference === true ? `&${parameter.name}` : parameter.name;
    return parameter.optional === true ? `[${sign}]` : sign;
  });
  return `${name}(${shown.join(', ')})`;
}
