import type { Admission, ModuleOptions } from '../engine/module.ts';
import { createTargetGate } from '../http-client/targets/gate.ts';
import { createTargetPolicy, type TargetPolicy } from '../http-client/targets/policy.ts';
import { destinationOf, readTarget } from '../http-client/targets/target.ts';
import type { Text } from '../schema/text.ts';
import type { SourceContext } from '../sources/context.ts';
import type { LoadedModule } from './loaded.ts';
import type { Module } from './schema/module.ts';

/** Called with the name of the module, instead of rejecting a target. */
export type ReportTarget = (module: string, message: string) => void;

/** The modules of a configuration, ready for the engine. */
export function createModules(
  modules: readonly LoadedModule[],
  context: SourceContext,
  report: ReportTarget,
): Promise<readonly ModuleOptions[]> {
  return Promise.all(
    modules.map(async (loaded) => {
      const { name, module } = loaded;
      const policy = createTargetPolicy(
        module.allowedTargets ?? [],
        module.targets.flatMap(({ target }) => destinationsOf(target)),
      );
      const reportHere =
        module.targetPolicy === 'report' ? (message: string) => report(name, message) : undefined;
      const isLiteral = literalOrigins(module.http);
      const gate = createTargetGate({ policy, isLiteral, report: reportHere });
      // Loaded on demand, because most configurations have no modules.
      const { createHttpSource } = await import('../sources/http/create.ts');
      return {
        name,
        source: createHttpSource(module.http, loaded, context, gate),
        schedule: loaded.schedule,
        timeout: loaded.timeout,
        expectedSamples: loaded.expectedSamples,
        admission: admissionOf(name, module, policy, reportHere),
        targets: module.targets.map(({ target, labels = {} }) => ({ target, labels })),
      };
    }),
  );
}

function destinationsOf(target: string) {
  const url = readTarget(target);
  return typeof url === 'string' ? [] : [destinationOf(url)];
}

/** The current origins of the URLs in the configuration. */
function literalOrigins({ url, auth }: Module['http']): (origin: string) => boolean {
  const texts = [url, auth?.login?.url, auth?.oauth2?.tokenUrl].filter(
    (text) => text !== undefined,
  );
  return (origin) => texts.some((text) => originOf(text) === origin);
}

function originOf(text: Text): string | undefined {
  return URL.parse(text.peek() ?? '')?.origin;
}

/** Longer values are rejected, regardless of their pattern. */
const longestParam = 1024;

function admissionOf(
  name: string,
  { params, http }: Module,
  policy: TargetPolicy,
  report: ((message: string) => void) | undefined,
): Admission {
  return {
    params: Object.keys(params),
    targetFault(target) {
      const url = readTarget(target);
      if (typeof url === 'string') return { kind: 'invalid', message: `the target ${url}` };
      const refusal = policy.refusal(destinationOf(url));
      if (refusal === undefined) return undefined;
      if (report === undefined) return { kind: 'refused', message: `module ${name}: ${refusal}` };
      // Without a fixed URL, the request to the target itself is reported.
      if (http.url !== undefined) report(refusal);
      return undefined;
    },
    readParams(given) {
      const values: Record<string, string> = {};
      for (const [param, { pattern, default: preset }] of Object.entries(params)) {
        const value = given.get(param) ?? preset;
        if (value === undefined) return `module ${name} needs the parameter ${param}`;
        if (value.length > longestParam) {
          return `the parameter ${param} is longer than ${longestParam} characters`;
        }
        if (/\p{Cc}/u.test(value)) return `the parameter ${param} has a control character`;
        if (pattern !== undefined && !pattern.regex.matches(value)) {
          return `the parameter ${param} does not match ${pattern.regex.pattern()}`;
        }
        values[param] = value;
      }
      return values;
    },
  };
}
