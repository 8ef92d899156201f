import type { ModuleOptions } from '../engine/module.ts';
import type { Subject } from '../engine/source.ts';
import { didYouMean } from '../message/suggestion.ts';
import { BadRequestError } from './query.ts';

/** The parameters of a probe. */
export interface ProbeQuery {
  readonly module: ModuleOptions;
  readonly subject: Subject & { readonly target: string };
  readonly debug: boolean;
}

/** The module may not probe the target: 403. */
export class ForbiddenError extends Error {
  override readonly name = 'ForbiddenError';
}

/**
 * Reads the query of a probe: `module`, `target`, the parameters of the module and `debug`, each at most once.
 *
 * @param onRefused called with the module before one of its targets is rejected
 * @throws BadRequestError, ForbiddenError
 */
export function readProbe(
  query: URLSearchParams,
  modules: readonly ModuleOptions[],
  onRefused: (module: string) => void = () => {},
): ProbeQuery {
  const given = onlyOnce(query);
  const module = moduleOf(given.get('module'), modules);
  const target = given.get('target');
  if (target === undefined) {
    throw new BadRequestError('target is missing: write /probe?module=NAME&target=URL');
  }
  const debug = debugOf(given.get('debug'));
  const { admission } = module;
  const known = ['module', 'target', 'debug', ...admission.params];
  for (const name of given.keys()) {
    if (known.includes(name)) continue;
    throw new BadRequestError(
      `module ${module.name} has no parameter ${name}${didYouMean(name, known)}`,
    );
  }
  const fault = admission.targetFault(target);
  if (fault?.kind === 'invalid') throw new BadRequestError(fault.message);
  const params = admission.readParams(given);
  if (typeof params === 'string') throw new BadRequestError(params);
  if (fault !== undefined) {
    onRefused(module.name);
    throw new ForbiddenError(fault.message);
  }
  return { module, subject: { target, params }, debug };
}

/** A repeated parameter is rejected, because clients disagree on whether the first or the last value applies. */
function onlyOnce(query: URLSearchParams): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (const [name, value] of query) {
    if (given.has(name)) throw new BadRequestError(`the parameter ${name} is given twice`);
    given.set(name, value);
  }
  return given;
}

function moduleOf(name: string | undefined, modules: readonly ModuleOptions[]): ModuleOptions {
  const names = modules.map((each) => each.name);
  const there =
    names.length === 0 ? 'the configuration has no modules' : `there are: ${names.join(', ')}`;
  if (name === undefined) throw new BadRequestError(`module is missing; ${there}`);
  const module = modules.find((each) => each.name === name);
  if (module === undefined) throw new BadRequestError(`there is no module ${name}; ${there}`);
  return module;
}

function debugOf(text: string | undefined): boolean {
  if (text === undefined || text === 'false') return false;
  if (text === 'true') return true;
  throw new BadRequestError('debug is true or false');
}
