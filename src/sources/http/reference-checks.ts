import { deferredOf } from '../../http-client/auth/login-schema.ts';
import { always, isMap } from '../../schema/containers.ts';
import { Text } from '../../schema/text.ts';

/**
 * Rejects references without a value: an item without a list, a value that no login sets, or a target outside of a
 * module.
 */
export function checkReferences<T>({ inModule = false } = {}) {
  return always<T>((value, report) => {
    if (!isMap(value)) return;
    const known = sessionValues(value);
    for (const { kind, name = '', written } of deferredOf(value)) {
      if (kind === 'item') report([], `${written} has no item here: it belongs into details`);
      if (!inModule && (kind === 'target' || kind === 'param')) {
        report([], `${written} has no value here: only a module has a target and parameters`);
      }
      if (kind === 'session' && !known.includes(name)) report([], unknownValue(written, known));
    }
    const details = value['details'];
    for (const { kind, name = '', written } of isMap(details) ? deferredOf(details) : []) {
      if (kind === 'session' && !known.includes(name)) {
        report(['details'], unknownValue(written, known));
      }
    }
  });
}

function unknownValue(written: string, known: readonly string[]): string {
  const there = known.length === 0 ? 'none is set' : `there is ${known.join(', ')}`;
  return `${written} is not set by a step of auth.login.steps: ${there}`;
}

/** The names that the steps of the login set. */
function sessionValues({ auth }: Readonly<Record<string, unknown>>): readonly string[] {
  const login = isMap(auth) ? auth['login'] : undefined;
  const steps = isMap(login) && Array.isArray(login['steps']) ? login['steps'] : [];
  return steps.flatMap((step: unknown) =>
    isMap(step) && isMap(step['set']) ? Object.keys(step['set']) : [],
  );
}

/** Rejects a fixed URL without the target, or with a host that the request for a probe could set. */
export function checkTargetPlace<T>() {
  return always<T>((value, report) => {
    if (!isMap(value) || value['url'] === undefined) return;
    const { url } = value;
    const written = typeof url === 'string' ? url : url instanceof Text ? url.toString() : '';
    const [origin = ''] = /^[a-z]+:\/\/[^/?#]*/i.exec(written) ?? [];
    if (/\$\{(?:target\}|param:)/.test(origin)) {
      report(
        ['url'],
        'takes no ${target} or ${param:NAME} as its host: leave url out, and write path',
      );
    } else if (url instanceof Text && url.beginsDeferred) {
      report(['url'], 'begins with ${target}, which is the default: leave url out, and write path');
    } else if (!deferredOf(value).some(({ kind }) => kind === 'target')) {
      report(
        ['url'],
        'never uses the target: write ${target} into url, query, headers or body, or leave url out',
      );
    }
  });
}
