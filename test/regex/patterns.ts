import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'rolldown/parseAst';

const root = join(import.meta.dirname, '../..');

/** A regular expression in the sources. */
export interface Pattern {
  readonly file: string;
  /** As it is written: `/source/flags`, or `new RegExp(…)` where it is made at run time. */
  readonly written: string;
  /** Undefined where it is made at run time. */
  readonly regex: RegExp | undefined;
}

/** Every regular expression of V8 in `src`. Those of re2js are linear by construction. */
export function patternsOfSources(): Pattern[] {
  return globSync('src/**/*.ts', { cwd: root })
    .toSorted()
    .flatMap((file) => patternsIn(file, readFileSync(join(root, file), 'utf8')));
}

/** @param file a name, for the parser and for what is found */
export function patternsIn(file: string, text: string): Pattern[] {
  const found: Pattern[] = [];
  visit(parseAst(text, { lang: 'ts' }, file));
  return found;

  function visit(node: unknown): void {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) {
      for (const each of node) visit(each);
      return;
    }
    const regex = literalOf(node);
    if (regex !== undefined) {
      found.push({ file, written: String(regex), regex });
    } else if (makesPattern(node)) {
      found.push({ file, written: text.slice(node.start, node.end), regex: undefined });
    }
    for (const each of Object.values(node)) visit(each);
  }
}

function literalOf(node: object): RegExp | undefined {
  if (!('regex' in node) || typeof node.regex !== 'object' || node.regex === null) return undefined;
  const { pattern, flags }: { pattern?: unknown; flags?: unknown } = node.regex;
  return new RegExp(String(pattern), String(flags));
}

function makesPattern(node: object): node is { readonly start: number; readonly end: number } {
  if (!('type' in node) || !('callee' in node)) return false;
  const { callee } = node;
  return (
    (node.type === 'NewExpression' || node.type === 'CallExpression') &&
    typeof callee === 'object' &&
    callee !== null &&
    'name' in callee &&
    callee.name === 'RegExp'
  );
}
