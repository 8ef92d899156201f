import { LineCounter, parseDocument, type YAMLParseError } from 'yaml';
import { buildTree } from './build-tree.ts';
import type { Finding } from '../../schema/finding.ts';
import { formatPath, type Problem } from './problem.ts';
import { isAftermath, isConfined, syntaxMessage } from './syntax.ts';
import { offsetAt, pathAt, type Tree, type TreeFault } from './tree.ts';
import { valuesConfig } from './values-file.ts';

/** A configuration file as it is written: its tree, and the position of each value. */
export interface ConfigDocument {
  readonly tree: Tree;
  readonly faults: readonly TreeFault[];
  /** The file is a Helm values file, and the tree is its `config`. */
  readonly isValues: boolean;
  /** Converts a finding to a problem, located at the deepest part of its path that exists in the file. */
  readonly locate: (finding: Finding) => Problem;
  readonly locateFault: (fault: TreeFault) => Problem;
  /** `line:col` of the deepest part of a path that exists in the file; undefined if no part exists. */
  readonly placeOf: (path: readonly PropertyKey[]) => string | undefined;
}

const tooDeepMessage =
  'is nested too deeply to read: 100 levels are more than any configuration needs';
const emptyMessage = 'is empty: write what to collect, such as collectors: { demo: { demo: {} } }';

/** Reads YAML or JSON. Returns problems instead of a tree if no tree can be built. */
export function readDocument(
  text: string,
): ConfigDocument | { readonly problems: readonly Problem[] } {
  if (text.includes('\0')) return whole('is not a text file: it holds NUL characters');
  try {
    return read(text);
  } catch (error) {
    // The parser recurses for each level.
    if (error instanceof RangeError) return whole(tooDeepMessage);
    throw error;
  }
}

function read(text: string): ReturnType<typeof readDocument> {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    merge: true,
  });
  const { errors } = document;
  if (!errors.every(isConfined)) return { problems: syntaxProblems(errors, lines) };

  const { tree, faults: treeFaults } = buildTree(document);
  const broken = brokenScalars(errors, tree);
  const faults = [...broken, ...treeFaults];
  const isEmpty = tree.kind === 'scalar' && tree.value === null;
  if (isEmpty && faults.length === 0) return whole(emptyMessage);
  const config = tree.kind === 'map' ? valuesConfig(tree) : undefined;
  if (config !== undefined && broken.some(({ path }) => path[0] !== 'config')) {
    return { problems: syntaxProblems(errors, lines) };
  }
  return config === undefined
    ? documentOf(tree, faults, [], lines)
    : documentOf(config, withinConfig(faults), ['config'], lines);
}

/** @param base the path from the top of the file to the tree */
function documentOf(
  tree: Tree,
  faults: readonly TreeFault[],
  base: readonly PropertyKey[],
  lines: LineCounter,
): ConfigDocument {
  const problem = (offset: number, path: readonly PropertyKey[], message: string): Problem => ({
    ...position(offset, lines),
    path: formatPath([...base, ...path]),
    message,
  });
  return {
    tree,
    faults,
    isValues: base.length > 0,
    locate: ({ path, message, offset }) => problem(offsetAt(tree, path, offset), path, message),
    locateFault: ({ path, message, offset }) => problem(offset, path, message),
    placeOf(path) {
      const [first] = path;
      const has = tree.kind === 'map' && tree.entries.has(String(first));
      if (!has) return undefined;
      const { line, col } = position(offsetAt(tree, path, undefined), lines);
      return `${line}:${col}`;
    },
  };
}

function position(offset: number, lines: LineCounter): Pick<Problem, 'line' | 'col'> {
  const { line, col } = lines.linePos(offset);
  return line === 0 ? { line: 1, col: 1 } : { line, col };
}

function whole(message: string): { readonly problems: readonly Problem[] } {
  return { problems: [{ line: 1, col: 1, path: '', message }] };
}

/** The first error of each line: one mistake often causes several errors of the YAML parser. */
function syntaxProblems(errors: readonly YAMLParseError[], lines: LineCounter): readonly Problem[] {
  return errors
    .filter((error, i) => i === 0 || !isAftermath(error))
    .map((error) => ({
      ...position(error.pos[0], lines),
      path: '',
      message: syntaxMessage(error),
    }))
    .filter(({ line }, i, all) => all.findIndex((other) => other.line === line) === i);
}

/** The parser's errors about single scalars. Only the first of each scalar, as the others have the same fix. */
function brokenScalars(errors: readonly YAMLParseError[], tree: Tree): readonly TreeFault[] {
  const faults = errors.map((error) => {
    const [offset] = error.pos;
    return { path: pathAt(tree, offset), offset, message: syntaxMessage(error), unread: true };
  });
  const places = faults.map(({ path }) => formatPath(path));
  return faults.filter((_, i) => places.indexOf(places[i] ?? '') === i);
}

/** Only the errors inside `config`; Helm reports those in the rest of a values file. */
function withinConfig(faults: readonly TreeFault[]): readonly TreeFault[] {
  return faults
    .filter(({ path }) => path[0] === 'config')
    .map((fault) => ({ ...fault, path: fault.path.slice(1) }));
}
