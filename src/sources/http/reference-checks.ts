import { deferredOf } from '../../http-client/auth/login-schema.ts';
import { always, isMap } from '../../schema/containers.ts';

/** Refuses references that have no value where they stand: an item without a list, a value that no login sets. */
export function checkReferences<T>() {
  return always<T>((value, report) => {
    if (!isMap(value)) return;
    const known = sessionValues(value);
    for (const { kind, name = '', written } of deferredOf(value)) {
      if (kind === 'item') report([], `${written} has no item here: it belongs into details`);
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
