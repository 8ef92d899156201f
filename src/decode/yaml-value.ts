import {
  type Alias,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';

import { type Budget, spend } from '../budget/budget.ts';
import { DecodeError } from './error.ts';
import type { Oddities } from './oddities.ts';
import { exactInteger } from './exact-number.ts';
import { setOwn } from './own-property.ts';
import { quoteCut } from '../message/cut.ts';
import { lineColumn } from './position.ts';

/** Maximum number of values that aliases may add: without it, a document of 10 MiB could expand beyond any memory. */
const maxAliasedValues = 1_000_000;

/** A value with the number of values and levels in it. */
interface Built {
  readonly value: unknown;
  readonly size: number;
  readonly height: number;
}

interface Builder {
  readonly text: string;
  readonly maxDepth: number;
  readonly budget: Budget;
  readonly oddities: Oddities;
  /** Anchors by name; a later anchor replaces an earlier one; `undefined` while its value is being built. */
  readonly anchors: Map<string, Built | undefined>;
  aliased: number;
}

/**
 * Builds the value of a syntax tree: maps as objects with string keys, aliases as the value of their anchor.
 *
 * @param text the source of the tree, for positions
 * @throws DecodeError for a duplicate key in a map, a key that is not a scalar, an alias without an anchor or within
 *   it, more levels than `maxDepth`, and aliases that add more than a million values
 */
export function buildYamlValue(
  tree: unknown,
  text: string,
  maxDepth: number,
  budget: Budget,
  oddities: Oddities,
): unknown {
  return build({ text, maxDepth, budget, oddities, anchors: new Map(), aliased: 0 }, tree, 0).value;
}

function build(builder: Builder, node: unknown, depth: number): Built {
  spend(builder.budget, 8);
  if (isAlias(node)) return resolve(builder, node, depth);
  if (isScalar(node))
    return setAnchor(builder, node, { value: scalarValue(node), size: 1, height: 0 });
  if (!isMap(node) && !isSeq(node)) return { value: null, size: 1, height: 0 };
  checkDepth(builder, node, depth + 1);
  if (node.anchor !== undefined) builder.anchors.set(node.anchor, undefined);
  return setAnchor(
    builder,
    node,
    isMap(node) ? buildMap(builder, node, depth + 1) : buildList(builder, node, depth + 1),
  );
}

function buildMap(builder: Builder, node: YAMLMap, depth: number): Built {
  const value: Record<string, unknown> = {};
  let size = 1;
  let height = 0;
  for (const pair of node.items) {
    const key = buildKey(builder, pair.key, node);
    if (Object.hasOwn(value, key)) {
      const place = isNode(pair.key) ? pair.key : node;
      builder.oddities.note('duplicate_key', () =>
        problem(builder, place, `the key ${quoteCut(key)} is twice in one object`),
      );
    }
    const item = build(builder, pair.value, depth);
    setOwn(value, key, item.value);
    size += item.size;
    height = Math.max(height, item.height);
  }
  return { value, size, height: height + 1 };
}

/** A key may have an anchor, or be an alias of a scalar. */
function buildKey(builder: Builder, key: unknown, map: Placed): string {
  if (isScalar(key)) {
    setAnchor(builder, key, { value: scalarValue(key), size: 1, height: 0 });
    return keyText(key);
  }
  const target = isAlias(key) ? builder.anchors.get(key.source)?.value : undefined;
  if (typeof target !== 'string' && typeof target !== 'number' && typeof target !== 'boolean') {
    const place = isNode(key) ? key : map;
    throw problem(
      builder,
      place,
      'a key must be a string, not an array, an object or an alias of one',
    );
  }
  return String(target);
}

function buildList(builder: Builder, node: YAMLSeq, depth: number): Built {
  const items = node.items.map((item) => build(builder, item, depth));
  return {
    value: items.map(({ value }) => value),
    size: items.reduce((sum, { size }) => sum + size, 1),
    height: items.reduce((highest, { height }) => Math.max(highest, height), 0) + 1,
  };
}

function resolve(builder: Builder, alias: Alias, depth: number): Built {
  const name = quoteCut(alias.source);
  const target = builder.anchors.get(alias.source);
  if (target === undefined) {
    throw problem(
      builder,
      alias,
      builder.anchors.has(alias.source)
        ? `the alias ${name} is within its own anchor`
        : `the alias ${name} has no anchor before it`,
    );
  }
  checkDepth(builder, alias, depth + target.height);
  builder.aliased += target.size;
  if (builder.aliased > maxAliasedValues) {
    throw problem(builder, alias, `aliases expand to more than ${maxAliasedValues} values`);
  }
  return target;
}

function setAnchor(builder: Builder, { anchor }: { anchor?: string }, built: Built): Built {
  if (anchor !== undefined) builder.anchors.set(anchor, built);
  return built;
}

/** As in JSON: an integer beyond 2^53 is exact, and a number beyond the range of doubles is kept as written. */
function scalarValue({ value, source = '', tag }: Scalar): unknown {
  // The library does not convert integers tagged `!!float`.
  if (tag === 'tag:yaml.org,2002:float' && typeof value === 'string') {
    return decimal.test(source) ? Number(source) : value;
  }
  if (typeof value !== 'number' || Number.isSafeInteger(value) || Number.isNaN(value)) return value;
  if (!Number.isFinite(value)) return /inf$/i.test(source) ? value : source;
  return exactInteger(source) ?? value;
}

const decimal = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;

/** The key as written, so that `on`, `0755` and `1.10` stay as the reader sees them. */
function keyText({ value, source }: Scalar): string {
  return typeof value === 'string' ? value : (source ?? '');
}

function checkDepth(builder: Builder, node: Placed, depth: number): void {
  if (depth > builder.maxDepth) {
    throw problem(builder, node, `is nested deeper than ${builder.maxDepth} levels`);
  }
}

interface Placed {
  readonly range?: readonly number[] | null | undefined;
}

function problem({ text }: Builder, { range }: Placed, message: string): DecodeError {
  return new DecodeError(`YAML at ${lineColumn(text, range?.[0] ?? 0)}: ${message}`);
}
