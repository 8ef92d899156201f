import {
  signatureOf,
  type FunctionDefinition,
  type FunctionExample,
} from './function-definition.ts';
import { documentFunctions } from './document.ts';
import { listFunctions } from './list.ts';
import { numberFunctions } from './number.ts';
import { objectFunctions } from './object.ts';
import { parseFunctions } from './parse.ts';
import { patternFunctions } from './match.ts';
import { textFunctions } from './text.ts';
import { timeFunctions } from './time.ts';
import { typeFunctions } from './type.ts';
import { treeFunctions } from './tree.ts';

const families: Readonly<Record<string, readonly FunctionDefinition[]>> = {
  'Parse numbers': parseFunctions,
  'Documents in strings': documentFunctions,
  Time: timeFunctions,
  'Regular expressions': patternFunctions,
  Numbers: numberFunctions,
  Strings: textFunctions,
  Arrays: listFunctions,
  Objects: objectFunctions,
  Trees: treeFunctions,
  'Any value': typeFunctions,
};

/** All functions by name. */
export const functions: ReadonlyMap<string, FunctionDefinition> = new Map(
  Object.values(families)
    .flat()
    .map((definition) => [definition.name, definition]),
);

export interface FunctionDoc {
  readonly name: string;
  /** The heading under which it is documented. */
  readonly family: string;
  /** For example, `split(subject, separator, [count])`. */
  readonly signature: string;
  /** A sentence on one line. */
  readonly description: string;
  /** Is correct as written; `now()` returns 1700000060 in it. */
  readonly example: FunctionExample;
}

/** Documentation of all functions, grouped by family. */
export const functionDocs: readonly FunctionDoc[] = Object.entries(families).flatMap(
  ([family, definitions]) =>
    definitions.map((definition) => ({
      name: definition.name,
      family,
      signature: signatureOf(definition),
      description: definition.description,
      example: definition.example,
    })),
);
