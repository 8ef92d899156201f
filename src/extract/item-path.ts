import { cut } from '../message/cut.ts';
import type { Items } from './items.ts';

/** Names, quoted names and indices, one after the other: what can be extended by an index. */
const simplePath = /^(?:\w+|"[^"\\]+")(?:\.(?:\w+|"[^"\\]+")|\[-?\d+\])*$/;

/**
 * Where item number `place` stands in the document: `orders[3]`, `orders[3].lines[1]`, `nodes["web-1"]`,
 * `$` for the whole document. Where `each` is no simple path, an expression that finds it:
 * `orders[?paid] | [3]`.
 */
export function itemPath(items: Items, place: number): string {
  const base = listPath(items);
  if (items.list === undefined) return base;
  const key = items.keys?.[place];
  return (
    base + stepText(base, key === undefined ? `[${place}]` : `[${JSON.stringify(cut(key, 80))}]`)
  );
}

/** Where what is iterated stands in the document. */
function listPath({ definition, above }: Items): string {
  if (definition.over === 'document') return '$';
  const text = definition.expression.text.trim();
  if (text === '$' || text === '$root') return '$';
  const fromRoot = /^(?:\$root|\$)\.(.+)$/su.exec(text)?.[1];
  if (fromRoot !== undefined && simplePath.test(fromRoot)) return fromRoot;
  const base = above === undefined ? '$' : itemPath(above.items, above.place);
  if (text === '@') return base;
  const fromItem = /^@\.(.+)$/su.exec(text)?.[1] ?? text;
  if (!simplePath.test(fromItem))
    return base === '$' ? cut(text, 80) : `${base} | ${cut(text, 80)}`;
  if (base === '$') return fromItem;
  return simplePath.test(base) ? `${base}.${fromItem}` : `${base} | ${fromItem}`;
}

/** An index or key behind a path, or behind what is more than a path. */
function stepText(base: string, step: string): string {
  return base === '$' || simplePath.test(base) ? step : ` | ${step}`;
}
