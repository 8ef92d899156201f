import { fileURLToPath } from 'node:url';
import { nodePeer, pythonPeer, type Peers } from './peers.ts';
import { golang, own, promClient, promClientNext, python } from './context.ts';
import type { Mode } from './ours/families.ts';
import type { Command } from './process.ts';

/** A program of ours in `bench/ours/`, which runs the sources as they are. */
export function ownProgram(script: string, ...args: readonly (string | number)[]): Command {
  const file = fileURLToPath(new URL(`ours/${script}.ts`, import.meta.url));
  return { file: process.execPath, args: [file, ...args.map(String)] };
}

/** A subject by its name, and the command that measures or serves it. */
export interface NamedCommand {
  readonly who: string;
  readonly command: Command;
}

/** polyprom where a collection with equal values made new families. */
const collectedAnew = `${own}, collected anew`;

/** polyprom with the process' own metrics on the page; the peers' pages have none of these. */
const withRuntime = `${own}, with nodejs_* and process_*`;

/** What renders pages in-process and prints the time of a scrape. */
export function renderers(
  peers: Peers | undefined,
  series: number,
  mode: 'changed' | 'same',
  budget: number,
): readonly NamedCommand[] {
  const ours = (word: Mode) => ownProgram('render', series, word, budget, 'identity');
  const again = mode === 'same' ? [{ who: collectedAnew, command: ours('equal') }] : [];
  return [
    { who: own, command: ours(mode) },
    ...again,
    ...others(peers, 'render', series, mode, budget),
  ];
}

/** What serves `/metrics` on a port. */
export function servers(
  peers: Peers | undefined,
  series: number,
  mode: 'changed' | 'same',
  port: number,
): readonly NamedCommand[] {
  const ours = (word: Mode, extras: 'runtime' | 'bare') =>
    ownProgram('server', series, word, extras, port);
  const again = mode === 'same' ? [{ who: collectedAnew, command: ours('equal', 'bare') }] : [];
  return [
    { who: own, command: ours(mode, 'bare') },
    ...again,
    { who: withRuntime, command: ours(mode, 'runtime') },
    ...others(peers, 'serve', series, mode, port),
  ];
}

function others(
  peers: Peers | undefined,
  what: 'render' | 'serve',
  series: number,
  mode: 'changed' | 'same',
  last: number,
): readonly NamedCommand[] {
  if (peers === undefined) return [];
  const args = [String(series), mode, String(last)];
  const script = nodePeer(what === 'render' ? 'render' : 'server');
  const client = (name: string): NamedCommand => ({
    who: name,
    command: { file: process.execPath, args: [script, name, ...args] },
  });
  return [
    client(promClient),
    client(promClientNext),
    { who: golang, command: { file: peers.promhttp, args: [what, ...args] } },
    { who: python, command: { file: peers.python, args: [pythonPeer, what, ...args] } },
  ];
}
