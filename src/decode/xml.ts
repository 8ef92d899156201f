import { type Budget, unlimited } from '../budget/budget.ts';
import { maxDepth } from './json.ts';
import { setOwn } from './own-property.ts';
import { parseXml } from './xml-parser.ts';

export interface XmlOptions {
  /** Paths of elements that are always lists, from the root on, such as `ups.battery`. */
  readonly arrays?: readonly string[] | undefined;
}

interface Element {
  readonly name: string;
  readonly path: string;
  readonly value: Record<string, unknown>;
  text: string;
}

/**
 * The value of an XML document: an object with the root element by its name.
 *
 * An element is its text, trimmed, or an object when it has attributes or elements: attributes as
 * `_name`, its text as `_text`, elements by name. Elements of the same name are a list; a single one is
 * not, unless `arrays` names it. A namespace is the prefix in the name, as it is written: `dc:date`.
 * All values are strings.
 *
 * @throws DecodeError with `line:column` for XML that is not well-formed, truncated or empty, for entities
 * other than the five of XML and character references, more than 100 levels of elements, and
 * more than 10,000 attributes of one element; BudgetSpent
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

/** The encoding that the XML declaration names; UTF-16 shows by its bytes and is not believed here. */
export function declaredEncoding(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const name = /^<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1];
  return name?.toLowerCase().startsWith('utf-16') === true ? undefined : name;
}
