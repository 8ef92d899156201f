import { compileExpression } from '../../expression/compile/compile.ts';
import {
  itemReference,
  paramReference,
  sessionReference,
  targetReference,
  type Deferred,
} from '../../schema/deferred.ts';
import { nowReference } from '../../schema/now-reference.ts';
import { isSecretVariable } from '../../schema/secret-name.ts';
import { Text, type TextPart } from '../../schema/text.ts';
import { readTrimmed, type Environment } from './environment.ts';

/** The value of a reference, its problem, or both if the referenced file or variable is currently missing. */
interface Reference {
  readonly part?: TextPart;
  readonly fault?: string;
}

export interface InterpolationFault {
  readonly message: string;
  /** The reference is valid, but its file or variable does not exist on this machine. */
  readonly absent: boolean;
}

/** Reads the text between the braces, after the colon. */
type Form = (rest: string, environment: Environment) => Reference;

const forms: Readonly<Record<string, Form>> = {
  env: (rest, environment) => environmentVariable(rest, environment, false),
  publicEnv: (rest, environment) => environmentVariable(rest, environment, true),
  file: fileContent,
  item: (rest) => deferred(() => itemReference(`\${item:${rest}}`, compileExpression(rest))),
  param: (rest) =>
    deferred(() => {
      const written = `\${param:${rest}}`;
      if (paramName.test(rest)) return paramReference(written, rest);
      throw new Error(`${written} names no parameter: write \${param:NAME}`);
    }),
  session: (rest) =>
    deferred(() => {
      const written = `\${session:${rest}}`;
      if (valueName.test(rest)) return sessionReference(written, rest);
      throw new Error(`${written} names no value of the login: write \${session:NAME}`);
    }),
};

const paramName = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
const valueName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** References that are resolved when a request is built; they are only checked here. */
function deferred(create: () => Deferred): Reference {
  try {
    return { part: { deferred: create() } };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

const variable = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;

/**
 * Resolves `${env:NAME}`, `${env:NAME:-default}`, `${publicEnv:NAME}` and `${file:/path}` in a scalar; `$${` is a
 * literal `${`. `${now}`, `${item:EXPRESSION}` and `${session:NAME}` are kept until a request is built. Any other `$`
 * is literal, as in `$root` and in `^a$`.
 *
 * @returns the text itself if it contains no references
 */
export function interpolate(
  text: string,
  environment: Environment,
): { readonly value: string | Text; readonly faults: readonly InterpolationFault[] } {
  if (!text.includes('${')) return { value: text, faults: [] };
  const parts: TextPart[] = [];
  const faults: InterpolationFault[] = [];
  for (const [piece] of text.matchAll(/\$\$\{|\$\{[^}]*\}?|[^$]+|\$/g)) {
    const { part, fault } = readPiece(piece, environment);
    if (part !== undefined) parts.push(part);
    if (fault !== undefined) faults.push({ message: fault, absent: part !== undefined });
  }
  const value = parts.every((part) => typeof part === 'string') ? parts.join('') : new Text(parts);
  return { value, faults };
}

function readPiece(piece: string, environment: Environment): Reference {
  if (piece === '$${') return { part: '${' };
  if (!piece.startsWith('${')) return { part: piece };
  if (piece === '${target}') return { part: { deferred: targetReference } };
  if (/^\$\{now(?![A-Za-z]).*\}$/s.test(piece)) return deferred(() => nowReference(piece));
  const [, name = '', rest] = /^\$\{([a-zA-Z]*):(.*)\}$/s.exec(piece) ?? [];
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
  if (rest !== undefined && form !== undefined) return form(rest, environment);
  return {
    fault: piece.endsWith('}')
      ? `${piece} means nothing: write \${env:NAME}, \${env:NAME:-default}, \${file:/path} or \${now}, or $${piece} for the text itself`
      : `${piece} has no closing brace: write $${piece} for the text itself`,
  };
}

function environmentVariable(rest: string, { env }: Environment, isPublic: boolean): Reference {
  const [, name, fallback] = variable.exec(rest) ?? [];
  if (name === undefined) {
    return {
      fault: `\${env:${rest}} names no environment variable: write \${env:NAME} or \${env:NAME:-default}`,
    };
  }
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  const used = value === undefined || value === '' ? (fallback ?? value) : value;
  if (used === undefined) {
    const fault = `the environment variable ${name} is not set: set it, or write \${env:${name}:-default}`;
    const read = (): never => {
      throw new Error(fault);
    };
    return { fault, part: { read, secret: true } };
  }
  // A default is written in plain text in the configuration, so it is no secret.
  const isShown = isPublic || used === fallback;
  const secret = !isShown && (isSecretVariable(name) || hasPassword(used));
  return { part: { read: () => used, secret, public: isShown } };
}

/** Whether the text is a URL with a user or a password. */
function hasPassword(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#@]*@/i.test(value);
}

function fileContent(path: string, environment: Environment): Reference {
  if (path.startsWith('/')) return fileReference(path, environment);
  return {
    fault: `\${file:${path}} must name a file by its whole path, such as \${file:/run/secrets/token}`,
  };
}

/** A file that is read on each use, so that a rotated secret takes effect. */
export function fileReference(path: string, environment: Environment): Reference {
  const read = () => readTrimmed(path, environment);
  try {
    read();
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    return { fault, part: { read, secret: true, file: path } };
  }
  return { part: { read, secret: true, file: path } };
}
