import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../src/expression/compile/compile.ts';
import { boundVariables } from '../../src/expression/compile/closure.ts';
import { functionDocs } from '../../src/expression/functions/functions.ts';
import { skipReasons } from '../../src/extract/extraction.ts';

const page = readPage('expressions.md');

function readPage(name: string): string {
  return readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8');
}

interface Example {
  readonly expression: string;
  readonly document: string;
  readonly result: string;
}

/** The rows of every table with these three columns, whatever other columns it has. */
function examplesOf(markdown: string): readonly Example[] {
  const examples: Example[] = [];
  let columns: readonly string[] = [];
  for (const line of markdown.split('\n')) {
    if (!line.startsWith('|')) {
      columns = [];
      continue;
    }
    const cells = line.split(/(?<!\\)\|/).slice(1, -1);
    const texts = cells.map((cell) =>
      cell
        .trim()
        .replaceAll('\\|', '|')
        .replace(/^`(.*)`$/s, '$1'),
    );
    if (columns.length === 0) {
      columns = texts;
    } else if (!texts.every((text) => /^-+$/.test(text)) && columns.includes('Expression')) {
      const of = (column: string) => texts[columns.indexOf(column)] ?? '';
      examples.push({
        expression: of('Expression'),
        document: of('Document'),
        result: of('Result'),
      });
    }
  }
  return examples;
}

const examples = examplesOf(page);

describe('the page about expressions', () => {
  it.each([...examples, ...examplesOf(readPage('recipes.md'))])(
    '$expression on $document',
    ({ expression, document, result }) => {
      const root: unknown = document === '' ? null : JSON.parse(document);
      const { evaluate, warnings } = compileExpression(expression);

      expect(evaluate(root, { root, now: 1_700_000_060_000 })).toEqual(JSON.parse(result));
      expect(warnings).toEqual([]);
    },
  );

  it('has an example of each function, and many of the language', () => {
    const shown = new Set(examples.map(({ expression }) => expression));
    expect(functionDocs.filter(({ example }) => !shown.has(example.expression))).toEqual([]);
    expect(examples.length).toBeGreaterThan(functionDocs.length + 30);
  });

  it('names every variable that has a value', () => {
    const named = boundVariables.filter((name) => page.includes(`\`$${name}\``));
    expect(named).toEqual(boundVariables);
  });

  it('explains every reason for a skipped value', () => {
    const explained = [
      'null',
      'unmapped',
      'not_a_number',
      'label_not_scalar',
      'duplicate_label',
      'duplicate',
      'each_missing',
      'expression_error',
    ];
    expect(explained.filter((reason) => !page.includes(reason))).toEqual([]);
    expect(skipReasons).toEqual(expect.arrayContaining(explained));
  });
});

it('lists each directive of parse_time', () => {
  const known = messageOf(() => compileExpression("parse_time(a, '%q')")).split(' only ')[1] ?? '';
  const documented = new Set(
    (/^\| Directive[^]*?\n\n/m.exec(page)?.[0] ?? '').match(/%[A-Za-z%]/g) ?? [],
  );

  expect(known.split(' ').filter((directive) => !documented.has(directive))).toEqual([]);
  expect(known).toContain('%Y');
});

function messageOf(attempt: () => unknown): string {
  try {
    attempt();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
