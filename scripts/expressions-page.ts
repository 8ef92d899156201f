import { parse } from 'yaml';
import { z } from 'zod';
import type { FunctionDoc } from '../src/expression/functions/functions.ts';

/** The part of the golden table that the page shows. */
const Groups = z.array(
  z.object({
    heading: z.string(),
    rows: z.array(
      z.object({
        document: z.unknown().optional(),
        rule: z.record(z.string(), z.unknown()),
        samples: z.array(z.string()).optional(),
        skips: z.array(z.object({ reason: z.string() })).optional(),
      }),
    ),
  }),
);

const heading = 'Values that people meet';

/** The page about expressions with its two generated parts. @throws Error when the markers of a part are missing */
export function withExpressions(
  markdown: string,
  docs: readonly FunctionDoc[],
  semanticsYaml: string,
): string {
  const filled = fill(
    markdown,
    '<!-- met values: begin (generated from test/extract/semantics.yaml) -->',
    '<!-- met values: end -->',
    metValues(semanticsYaml),
  );
  return fill(
    filled,
    '<!-- functions: begin (generated from src/expression) -->',
    '<!-- functions: end -->',
    functionTables(docs),
  );
}

function fill(markdown: string, begin: string, end: string, content: string): string {
  const start = markdown.indexOf(begin);
  const stop = markdown.indexOf(end);
  if (start === -1 || stop < start) throw new Error(`no place for it: add ${begin} ${end}`);
  return `${markdown.slice(0, start + begin.length)}\n\n${content}\n\n${markdown.slice(stop)}`;
}

function metValues(semanticsYaml: string): string {
  const group = Groups.parse(parse(semanticsYaml)).find((each) => each.heading === heading);
  if (group === undefined) throw new Error(`the golden table has no group "${heading}"`);
  const rows = group.rows.map(({ document, rule, samples = [], skips = [] }) => [
    code(JSON.stringify(z.object({ x: z.unknown() }).parse(document).x)),
    code(Object.entries(rule).map(keyText).join(', ')),
    samples[0] === undefined ? `none: \`${skips[0]?.reason}\`` : code(samples[0]),
  ]);
  return table(['Field `x` in the document', 'In the rule', 'Sample value'], rows);
}

function keyText([key, value]: [string, unknown]): string {
  if (typeof value !== 'object' || value === null) return `${key}: ${String(value)}`;
  const entries = Object.entries(value).map(([from, to]) => `'${from}': ${String(to)}`);
  return `${key}: { ${entries.join(', ')} }`;
}

function functionTables(docs: readonly FunctionDoc[]): string {
  const families = Map.groupBy(docs, ({ family }) => family);
  return [...families]
    .map(([family, members]) => `### ${family}\n\n${table(columns, members.map(functionRow))}`)
    .join('\n\n');
}

const columns = ['Function', 'Description', 'Expression', 'Document', 'Result'];

function functionRow({ signature, description, example }: FunctionDoc): string[] {
  const { expression, document, result } = example;
  return [
    code(signature),
    cell(description),
    code(expression),
    document === null || document === undefined ? '' : code(JSON.stringify(document)),
    code(JSON.stringify(result)),
  ];
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, header.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}

/** Escapes pipes, which would end a table cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
