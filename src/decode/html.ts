import { compile, selectAll, selectOne, type Options } from 'css-select';

import { type Budget, spend, stepsOf, unlimited } from '../budget/budget.ts';
import { type HtmlElement, type HtmlNode, isElement, parseHtml, textOf } from './html-tree.ts';
import { setOwn } from './own-property.ts';

export interface HtmlOptions {
  /** A CSS selector: the document is the array of matching elements. */
  readonly select?: string | undefined;
  /**
   * Fields of each element: a selector within it, followed by `@attribute` to read an attribute instead of the text.
   */
  readonly fields?: Readonly<Record<string, string>> | undefined;
}

/** Reads HTML. @throws DecodeError, BudgetSpent */
export type ReadHtml = (text: string, budget?: Budget) => unknown;

interface Field {
  readonly name: string;
  /** Undefined selects the element itself. */
  readonly query: Query | undefined;
  readonly attribute: string | undefined;
}

type Query = ReturnType<typeof compile<HtmlNode, HtmlElement>>;
type Adapter = NonNullable<Options<HtmlNode, HtmlElement>['adapter']>;

/** Selectors are slow because they visit many elements, so each visit is charged to the document's budget. */
interface Payer {
  budget: Budget;
}

/**
 * Compiles how HTML is read. With `select`, the document is an array of the matching elements: objects with the
 * configured `fields`, or else with `text`, `cells` (the texts of the cells of a table row) and `attributes`. Without
 * it, the document has `title` and `tables`; each table is an array of rows, each row an array of cell texts.
 *
 * @throws Error for an invalid selector
 */
export function compileHtml({ select, fields }: HtmlOptions = {}): ReadHtml {
  const payer: Payer = { budget: unlimited };
  const adapter = createAdapter(payer);
  const query = select === undefined ? undefined : compileSelector(select, adapter);
  const compiled = Object.entries(fields ?? {}).map(([name, written]) =>
    compileField(name, written, adapter),
  );
  return (text, budget = unlimited) => {
    payer.budget = budget;
    try {
      const root = parseHtml(text, budget);
      if (query === undefined) return overview(root, adapter, budget);
      return selectAll(query, root.children, { adapter }).map((element) =>
        fields === undefined
          ? describe(element, budget)
          : readFields(element, compiled, adapter, budget),
      );
    } finally {
      payer.budget = unlimited;
    }
  };
}

function compileSelector(selector: string, adapter: Adapter): Query {
  return compile<HtmlNode, HtmlElement>(selector, { adapter });
}

function compileField(name: string, written: string, adapter: Adapter): Field {
  const [, selector = '', attribute] = /^(.*?)(?:@([a-zA-Z][\w:-]*))?$/s.exec(written) ?? [];
  const trimmed = selector.trim();
  return {
    name,
    query: trimmed === '' ? undefined : compileSelector(trimmed, adapter),
    attribute: attribute?.toLowerCase(),
  };
}

function readFields(
  element: HtmlElement,
  fields: readonly Field[],
  adapter: Adapter,
  budget: Budget,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const { name, query, attribute } of fields) {
    const found = query === undefined ? element : selectOne(query, element.children, { adapter });
    setOwn(result, name, found === null ? null : valueOf(found, attribute, budget));
  }
  return result;
}

function valueOf(
  element: HtmlElement,
  attribute: string | undefined,
  budget: Budget,
): string | null {
  if (attribute === undefined) return textOf(element, budget);
  return Object.hasOwn(element.attributes, attribute)
    ? (element.attributes[attribute] ?? null)
    : null;
}

function describe(element: HtmlElement, budget: Budget): Record<string, unknown> {
  return {
    text: textOf(element, budget),
    cells: cellsOf(element, budget),
    attributes: element.attributes,
  };
}

function cellsOf({ children }: HtmlElement, budget: Budget): string[] {
  spend(budget, children.length);
  return children
    .filter(isElement)
    .filter(({ name }) => name === 'td' || name === 'th')
    .map((cell) => textOf(cell, budget));
}

function overview(root: HtmlElement, adapter: Adapter, budget: Budget): Record<string, unknown> {
  const all = (selector: string, within: HtmlElement) =>
    selectAll<HtmlNode, HtmlElement>(selector, within.children, { adapter });
  const [title] = all('title', root);
  return {
    title: title === undefined ? null : textOf(title, budget),
    tables: all('table', root).map((table) => all('tr', table).map((row) => cellsOf(row, budget))),
  };
}

function createAdapter(payer: Payer): Adapter {
  const pay = (steps: number) => spend(payer.budget, steps);
  return {
    isTag(node): node is HtmlElement {
      pay(2);
      return isElement(node);
    },
    getAttributeValue(element, name) {
      pay(2);
      return Object.hasOwn(element.attributes, name) ? element.attributes[name] : undefined;
    },
    hasAttrib(element, name) {
      pay(2);
      return Object.hasOwn(element.attributes, name);
    },
    getName(element) {
      pay(2);
      return element.name;
    },
    getChildren(node) {
      pay(2);
      return isElement(node) ? node.children : [];
    },
    getParent(node) {
      pay(2);
      return node.parent?.name === '' ? null : node.parent;
    },
    getSiblings(node) {
      pay(2);
      return node.parent?.children ?? [node];
    },
    prevElementSibling(node) {
      if (!isElement(node) || node.parent === null) return null;
      for (let place = node.place - 1; place >= 0; place -= 1) {
        pay(2);
        const sibling = node.parent.children[place];
        if (sibling !== undefined && isElement(sibling)) return sibling;
      }
      return null;
    },
    getText(node) {
      const text = isElement(node) ? textOf(node, payer.budget) : node.text;
      pay(stepsOf(text.length));
      return text;
    },
    removeSubsets(nodes) {
      pay(nodes.length);
      const all = new Set(nodes);
      return [...all].filter((node) => {
        for (let above = node.parent; above !== null; above = above.parent) {
          pay(1);
          if (all.has(above)) return false;
        }
        return true;
      });
    },
  };
}

/** The charset in a `meta` element at the start of a document, or undefined if there is none. */
export function declaredCharset(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  return /<meta\s[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?([\w-]+)/i.exec(start)?.[1];
}
