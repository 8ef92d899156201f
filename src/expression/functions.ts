import type { FunctionDefinition } from './function-definition.ts';
import { typeFunctions } from './functions-type.ts';

/** Every function, by its name. */
export const functions: ReadonlyMap<string, FunctionDefinition> = new Map(
  [...typeFunctions].map((definition) => [definition.name, definition]),
);
