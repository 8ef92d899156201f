import { LineCounter, parseDocument } from 'yaml';
import type { Finding } from './issues.ts';
import { formatPath, type Problem } from './problem.ts';
import { isAftermath, syntaxMessage } from './syntax.ts';
import { treeOf, type Tree, type TreeFault } from './tree.ts';
import { valuesConfig } from './values-file.ts';

/** A configuration file as it is written: its tree, and where everything in it stands. */
export interface ConfigDocument {
  readonly tree: Tree;
  readonly faults: readonly TreeFault[];
  /** The file is a Helm values file, and the tree is its `config`. */
  readonly isValues: boolean;
  /** The problem of a finding, at the deepest place of its path that the file has. */
  readonly locate: (finding: Finding) => Problem;
  readonly problemAt: (offset: number, path: readonly PropertyKey[], message: string) => Problem;
}

/** Reads YAML or JSON. What makes a tree impossible comes as problems instead. */
export function readDocument(
  text: string,
): ConfigDocument | { readonly problems: readonly Problem[] } {
  const lines = new LineCounter();
  if (text.includes('\0'))
    return { problems: [whole('is not a text file: it holds NUL characters')] };
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    merge: true,
  });
  if (document.errors.length > 0) {
    const errors = document.errors.filter((error, i) => i === 0 || !isAftermath(error));
    const problems = errors.map((error) => ({
      ...position(error.pos[0]),
      path: '',
      message: syntaxMessage(error),
    }));
    return { problems: firstOfEachLine(problems) };
  }
  const { tree, faults } = treeOf(document);
  if (tree.kind === 'scalar' && tree.value === null && faults.length === 0) {
    return { problems: [whole(emptyMessage)] };
  }
  const config = tree.kind === 'map' ? valuesConfig(tree) : undefined;
  return config === undefined
    ? located(tree, faults, [])
    : located(config, withinConfig(faults), ['config']);

  function located(
    root: Tree,
    rootFaults: readonly TreeFault[],
    base: readonly PropertyKey[],
  ): ConfigDocument {
    return {
      tree: root,
      faults: rootFaults,
      isValues: base.length > 0,
      locate: ({ path, message, offset }) => problemAt(offsetOf(root, path, offset), path, message),
      problemAt,
    };

    function problemAt(offset: number, path: readonly PropertyKey[], message: string): Problem {
      return { ...position(offset), path: formatPath([...base, ...path]), message };
    }
  }

  function position(offset: number): Pick<Problem, 'line' | 'col'> {
    const { line, col } = lines.linePos(offset);
    return line === 0 ? { line: 1, col: 1 } : { line, col };
  }
}

const emptyMessage = 'is empty: write what to collect, such as collectors: { demo: { demo: {} } }';

function whole(message: string): Problem {
  return { line: 1, col: 1, path: '', message };
}

/** One slip makes YAML stumble several times on its line. */
function firstOfEachLine(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ line }, i) => problems.findIndex((other) => other.line === line) === i);
}

/** What is wrong elsewhere in a values file is for Helm to say. */
function withinConfig(faults: readonly TreeFault[]): readonly TreeFault[] {
  return faults
    .filter(({ path }) => path[0] === 'config')
    .map((fault) => ({ ...fault, path: fault.path.slice(1) }));
}

/** Where the deepest part of `path` that the tree has begins: at its key, or at the item of a list. */
function offsetOf(
  tree: Tree,
  path: readonly PropertyKey[],
  textOffset: number | undefined,
): number {
  let at = tree;
  let offset = tree.offset;
  for (const step of path) {
    const entry = at.kind === 'map' ? at.entries.get(String(step)) : undefined;
    const item = at.kind === 'list' ? at.items[Number(step)] : undefined;
    const next = entry?.value ?? item;
    if (next === undefined) return offset;
    offset = entry?.key.offset ?? next.offset;
    at = next;
  }
  return textOffset !== undefined && at.kind === 'scalar' && at.textOffset !== undefined
    ? at.textOffset + textOffset
    : offset;
}
