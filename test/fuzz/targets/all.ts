import type { Target } from '../target.ts';
import { configurationTargets } from './configuration.ts';
import { documentTargets } from './documents.ts';
import { expressionTargets } from './expressions.ts';

/** Those that run in the thread that calls them. */
export const targets: readonly Target[] = [
  ...documentTargets,
  ...expressionTargets,
  ...configurationTargets,
];

/** @throws Error when there is no such target */
export function targetNamed(name: string): Target {
  const found = targets.find((target) => target.name === name);
  if (found === undefined) throw new Error(`there is no target ${name}`);
  return found;
}
