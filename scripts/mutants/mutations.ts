import { parseAst } from 'rolldown/parseAst';

/** One small change of a source text that a test should notice. */
export interface Mutation {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const otherOperator: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '&&': '||',
  '||': '&&',
  '+=': '-=',
  '-=': '+=',
};

/** Every mutation of a TypeScript source, in the order of its text. Types are left alone. */
export function mutationsOf(source: string): readonly Mutation[] {
  const found: Mutation[] = [];
  visit(parseAst(source, { lang: 'ts' }), source, found);
  return found.toSorted((a, b) => a.start - b.start);
}

function visit(value: unknown, source: string, found: Mutation[]): void {
  if (Array.isArray(value)) {
    for (const each of value) visit(each, source, found);
    return;
  }
  if (!isNode(value) || value.type.startsWith('TS') || value.type === 'ImportDeclaration') return;
  found.push(...mutate(value, source));
  for (const [key, child] of Object.entries(value)) {
    if (key !== 'typeAnnotation' && key !== 'returnType' && typeof child === 'object') {
      visit(child, source, found);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

function mutate(node: Node, source: string): readonly Mutation[] {
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'AssignmentExpression':
      return swapOperator(node, source);
    case 'Literal':
      return changeLiteral(node);
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'WhileStatement':
      return isNode(node['test']) ? [negate(node['test'], source)] : [];
    case 'ExpressionStatement':
      return isNode(node['expression']) && node['expression'].type === 'CallExpression'
        ? [{ start: node.start, end: node.end, replacement: ';' }]
        : [];
    default:
      return [];
  }
}

function swapOperator(node: Node, source: string): readonly Mutation[] {
  const { left, right, operator } = node;
  const replacement = otherOperator[String(operator)];
  if (!isNode(left) || !isNode(right) || replacement === undefined) return [];
  const start = source.indexOf(String(operator), left.end);
  if (start < left.end || start >= right.start) return [];
  return [{ start, end: start + String(operator).length, replacement }];
}

function changeLiteral({ start, end, value }: Node): readonly Mutation[] {
  if (typeof value === 'boolean') return [{ start, end, replacement: String(!value) }];
  if (typeof value === 'number') return [{ start, end, replacement: String(value + 1) }];
  return [];
}

function negate({ start, end }: Node, source: string): Mutation {
  return { start, end, replacement: `!(${source.slice(start, end)})` };
}
