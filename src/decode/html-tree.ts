import { Parser } from 'htmlparser2';

import { type Budget, spend, stepsOf } from '../budget/budget.ts';
import { DecodeError } from './error.ts';

export interface HtmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: HtmlNode[];
  readonly parent: HtmlElement | null;
  /** Index among the children of its parent. */
  readonly place: number;
}

interface HtmlText {
  readonly text: string;
  readonly parent: HtmlElement;
}

export type HtmlNode = HtmlElement | HtmlText;

export function isElement(node: HtmlNode): node is HtmlElement {
  return 'children' in node;
}

/** Maximum nesting depth of elements, including elements that are never closed, such as a `div`. */
const deepest = 500;

/** Number of characters parsed between budget checks. */
const chunk = 16_384;

/**
 * Parses an HTML document into a tree, below a root element without a name. HTML is never malformed: an unclosed
 * element ends where its parent does.
 *
 * @throws DecodeError if elements are nested too deeply; BudgetSpent
 */
export function parseHtml(text: string, budget: Budget): HtmlElement {
  const root: HtmlElement = { name: '', attributes: {}, children: [], parent: null, place: 0 };
  let current = root;
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1;
        if (depth > deepest) {
          throw new DecodeError(`HTML: elements are nested deeper than ${deepest} levels`);
        }
        const element: HtmlElement = {
          name,
          attributes,
          children: [],
          parent: current,
          place: current.children.length,
        };
        current.children.push(element);
        current = element;
      },
      ontext(run) {
        if (current.name !== 'script' && current.name !== 'style') {
          current.children.push({ text: run, parent: current });
        }
      },
      onclosetag() {
        depth -= 1;
        current = current.parent ?? root;
      },
    },
    { decodeEntities: true },
  );
  for (let at = 0; at < text.length; at += chunk) {
    spend(budget, chunk / 4);
    parser.write(text.slice(at, at + chunk));
  }
  parser.end();
  return root;
}

/** Block elements: a word never continues across their boundary. */
const blocks: ReadonlySet<string> = new Set(
  'address article aside br dd div dl dt footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
);

/** The visible text of an element, with white space collapsed. @throws BudgetSpent */
export function textOf(element: HtmlElement, budget: Budget): string {
  const parts: string[] = [];
  collect(element, parts, budget);
  return parts.join('').replaceAll(/\s+/g, ' ').trim();
}

function collect(element: HtmlElement, parts: string[], budget: Budget): void {
  spend(budget, 1 + element.children.length);
  for (const child of element.children) {
    if (!isElement(child)) {
      spend(budget, stepsOf(child.text.length) * 4);
      parts.push(child.text);
      continue;
    }
    const isBlock = blocks.has(child.name);
    if (isBlock) parts.push(' ');
    collect(child, parts, budget);
    if (isBlock) parts.push(' ');
  }
}
