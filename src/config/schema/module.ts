import { z } from 'zod';
import type { Pattern } from '../../expression/functions/pattern.ts';
import { deferredOf } from '../../http-client/auth/login-schema.ts';
import { didYouMean } from '../../message/suggestion.ts';
import { always, isMap, mapOf, object } from '../../schema/containers.ts';
import { parameterName } from '../../schema/names.ts';
import { choice, plainText } from '../../schema/scalars.ts';
import { HttpProbeOptions } from '../../sources/http/schema.ts';
import { checkExpectation, collectionFields } from './collector.ts';
import { labelConstants } from './metric.ts';
import { pattern, targetEntry, targetFault } from './module-fields.ts';
import { schedule } from './schedule.ts';

const KnownTarget = object({
  target: plainText('a URL such as https://a.shop.example', targetFault)
    .describe('The target, as `/probe` takes it.')
    .meta({ examples: ['https://a.shop.example'] }),
  labels: labelConstants()
    .optional()
    .describe('Labels of the target in Prometheus.')
    .meta({ examples: [{ site: 'a' }] }),
}).describe('A target that is known beforehand.');

const Param = object({
  pattern: pattern()
    .optional()
    .describe('A regular expression (RE2) that the whole value must match. Default: any value.')
    .meta({ examples: ['[a-z0-9-]+'] }),
  default: plainText('a string')
    .optional()
    .describe('The value if the request has none. Without it, the parameter is compulsory.')
    .meta({ examples: ['2'] }),
}).describe('A parameter of `/probe`.');

/** What `/probe` collects from the target in the request. */
export const Module = object({
  allowedTargets: z
    .array(targetEntry())
    .optional()
    .describe(
      'Targets that a request may name: `[scheme://]host[:port]` or `CIDR[:port]`. `*.` at the start of a host stands for its subdomains, no port for the port of the scheme, `:*` for any. Loopback, link-local, multicast and unspecified addresses must be named as an address or a range. `targets` are always allowed.',
    )
    .meta({ examples: [['https://*.shop.example', '10.0.0.0/8:9100']] }),
  targets: z
    .array(KnownTarget)
    .prefault([])
    .describe('Known targets, for `/discovery`. They are allowed.')
    .meta({ examples: [[{ target: 'https://a.shop.example', labels: { site: 'a' } }]] }),
  params: mapOf(parameterName, Param)
    .prefault({})
    .describe(
      'Parameters that a request may have besides `module` and `target`, by name. Any other is refused.',
    )
    .meta({ examples: [{ site: { pattern: '[a-z0-9-]+' } }] }),
  targetPolicy: choice(['enforce', 'report'])
    .prefault('enforce')
    .describe(
      'Whether targets that are not allowed are refused, or only logged and counted, for a migration.',
    ),
  http: HttpProbeOptions,
  cache: schedule.cache,
  ...collectionFields,
})
  .check(checkTargets())
  .check(checkDefaults())
  .check(checkParams())
  .check(checkExpectation())
  .describe('What `/probe` collects from a target, and the metrics that are extracted from it.');
export type Module = z.output<typeof Module>;

function checkTargets<T>() {
  return always<T>((module, report) => {
    if (!isMap(module) || module['allowedTargets'] !== undefined) return;
    const { targets } = module;
    if (Array.isArray(targets) && targets.length > 0) return;
    const message =
      'is missing, expected the targets that may be probed, such as https://*.shop.example or 10.0.0.0/8:9100';
    report(['allowedTargets'], message);
  });
}

/** Rejects references to a parameter that the module does not define. */
function checkParams<T>() {
  return always<T>((module, report) => {
    if (!isMap(module) || !isMap(module['http'])) return;
    const { params } = module;
    const names = Object.keys(isMap(params) ? params : {});
    for (const { kind, name = '', written } of deferredOf(module['http'])) {
      if (kind !== 'param' || names.includes(name)) continue;
      report(['http'], `${written} is not one of params${didYouMean(name, names)}`);
    }
  });
}

/** Runs on the parsed fields of the module, or on the values as written if a field failed. */
function checkDefaults<T>() {
  return always<T>((module, report) => {
    const params = isMap(module) ? module['params'] : undefined;
    for (const [name, param] of Object.entries(isMap(params) ? params : {})) {
      if (!isMap(param) || typeof param['default'] !== 'string' || !isPattern(param['pattern']))
        continue;
      if (param['pattern'].regex.matches(param['default'])) continue;
      report(['params', name, 'default'], 'does not match the pattern');
    }
  });
}

function isPattern(value: unknown): value is Pattern {
  return typeof value === 'object' && value !== null && 'regex' in value;
}
