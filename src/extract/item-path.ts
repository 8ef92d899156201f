import { cut } from '../message/cut.ts';
import type { Items } from './items.ts';

/** Names, quoted names and indices: a path that an index can be appended to. */
const simplePath = /^(?:\w+|"[^"\\]+")(?:\.(?:\w+|"[^"\\]+")|\[-?\d+\])*$/;

/**
 * The path of item number `place` in the document: `orders[3]`, `orders[3].lines[1]`, `nodes["web-1"]`, `$` for the
 * whole document. If `each` is not a simple path, an expression that finds the item: `orders[?paid] | [3]`.
 */
export function itemPath(items: Items, place: number): string {
  const base = listPath(items);
  if (items.list === undefined) return base;
  const key = items.keys?.[place];
  return (
    base + stepText(base, key === undefined ? `[${place}]` : `[${JSON.stringify(cut(key, 80))}]`)
  );
}

/** The path of the iterated value in the document. */
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

/** Appends an index or key to a path, or to a more complex expression. */
function stepText(base: string, step: string): string {
  return base === '$' || simplePath.test(base) ? step : ` | ${step}`;
}
