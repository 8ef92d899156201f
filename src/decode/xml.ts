import { type Budget, unlimited } from '../budget/budget.ts';
import { maxDepth } from './json.ts';
import { setOwn } from './own-property.ts';
import { parseXml } from './xml-parser.ts';

export interface XmlOptions {
  /** Paths of elements that are always arrays, from the root, such as `ups.battery`. */
  readonly arrays?: readonly string[] | undefined;
}

interface Element {
  readonly name: string;
  readonly path: string;
  readonly value: Record<string, unknown>;
  text: string;
}

/**
 * Reads an XML document as an object that contains the root element by name.
 *
 * An element becomes its trimmed text, or an object if it has attributes or child elements: attributes as `_name`, text
 * as `_text`, child elements by name. Several elements with the same name are an array; a single one is not, unless
 * `arrays` lists it. A namespace prefix is part of the name, as written: `dc:date`. All values are strings.
 *
 * @throws DecodeError with `line:column` for XML that is not well-formed, truncated or empty, for entities other than
 *   the five of XML and character references, more than 100 levels of elements, and more than 10,000 attributes of one
 *   element; BudgetSpent
 */
export function readXml(
  text: string,
  options: XmlOptions = {},
  budget: Budget = unlimited,
): Record<string, unknown> {
  const arrays = new Set(options.arrays);
  const root: Element = { name: '', path: '', value: {}, text: '' };
  const open = [root];
  let current = root;
  parseXml(
    text,
    maxDepth,
    {
      open(name) {
        const path = current.path === '' ? name : `${current.path}.${name}`;
        current = { name, path, value: {}, text: '' };
        open.push(current);
      },
      attribute(name, value) {
        setOwn(current.value, `_${name}`, value);
      },
      text(run) {
        current.text += run;
      },
      close() {
        const element = current;
        open.pop();
        current = open.at(-1) ?? root;
        addChild(current.value, element, arrays.has(element.path));
      },
    },
    budget,
  );
  return root.value;
}

function addChild(parent: Record<string, unknown>, element: Element, isList: boolean): void {
  const value = valueOf(element);
  const before = Object.hasOwn(parent, element.name) ? parent[element.name] : undefined;
  if (Array.isArray(before)) before.push(value);
  else if (before !== undefined) setOwn(parent, element.name, [before, value]);
  else setOwn(parent, element.name, isList ? [value] : value);
}

function valueOf({ value, text }: Element): unknown {
  const trimmed = text.trim();
  for (const _ in value) {
    if (trimmed !== '') setOwn(value, '_text', trimmed);
    return value;
  }
  return trimmed;
}

/** The encoding in the XML declaration. UTF-16 is detected from the bytes, so a declaration of it is ignored here. */
export function declaredEncoding(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const name = /^<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1];
  return name?.toLowerCase().startsWith('utf-16') === true ? undefined : name;
}
