import type { ItemsDefinition } from './definition.ts';
import { cut } from './found.ts';
import type { Items } from './items.ts';

/** Names, quoted names and indices, one after the other: what can be extended by an index. */
const simplePath = /^(?:\w+|"[^"\\]+")(?:\.(?:\w+|"[^"\\]+")|\[-?\d+\])*$/;

/**
 * Where item number `place` stands in the document: `orders[3]`, `nodes["web-1"]`, `$` for the whole
 * document. Where `each` is no simple path, an expression that finds it: `orders[?paid] | [3]`.
 */
export function itemPath(items: Items, place: number): string {
  const base = itemsPath(items.definition);
  if (items.parent === undefined) return base;
  const key = items.keys?.[place];
  const step = key === undefined ? `[${place}]` : `[${JSON.stringify(cut(key, 80))}]`;
  return base === '$' || simplePath.test(base) ? `${base}${step}` : `${base} | ${step}`;
}

/** Where what is iterated stands in the document. */
function itemsPath(definition: ItemsDefinition): string {
  if (definition.over === 'document') return '$';
  const text = definition.expression.text.trim();
  if (text === '@' || text === '$' || text === '$root') return '$';
  const fromRoot = /^(?:\$root|\$|@)\.(.+)$/su.exec(text)?.[1];
  return fromRoot !== undefined && simplePath.test(fromRoot) ? fromRoot : cut(text, 80);
}
