import type { Expression, Scope } from '../expression/expression.ts';

/** What a request is built with, for the references of its texts. */
export interface Filling {
  /** The target and the parameters of a probe. */
  readonly target?: string | undefined;
  readonly params?: Readonly<Record<string, string>> | undefined;
  /** Unix milliseconds: the instant of the collection. */
  readonly now: number;
  /** The item of a list that the request is about. */
  readonly item?: { readonly value: unknown; readonly scope: Scope } | undefined;
  /** The values that a login obtained. */
  readonly session?: Readonly<Record<string, string>> | undefined;
}

/** A reference whose value exists only when a request is built, such as `${now-15m}`. */
export interface Deferred {
  readonly kind: 'now' | 'item' | 'session' | 'target' | 'param';
  /** As it stands in the configuration. */
  readonly written: string;
  /** The name of a value of the session, or of a parameter. */
  readonly name?: string;
  /** Stands in its place where the configuration is checked. */
  readonly sample: string;
  /** @throws Error that says what is missing */
  valueIn(filling: Filling): string;
}

/** A value that an expression finds in the item of a list. */
export function itemReference(written: string, expression: Expression): Deferred {
  return {
    kind: 'item',
    written,
    sample: '1',
    valueIn({ item }) {
      if (item === undefined) throw new Error(`${written} has no item here`);
      const found = expression.evaluate(item.value, item.scope);
      if (['string', 'number', 'bigint', 'boolean'].includes(typeof found) && found !== '') {
        return String(found);
      }
      const what = found === null || found === '' ? 'nothing' : 'an array or an object';
      throw new Error(`${written} found ${what} in the item, expected a string or a number`);
    },
  };
}

/** A value that a step of the login obtained. */
export function sessionReference(written: string, name: string): Deferred {
  return {
    kind: 'session',
    written,
    name,
    sample: '1',
    valueIn({ session }) {
      const value =
        session !== undefined && Object.hasOwn(session, name) ? session[name] : undefined;
      if (value === undefined) throw new Error(`${written}: the login obtained no value ${name}`);
      return value;
    },
  };
}

/** The target of a probe. */
export const targetReference: Deferred = {
  kind: 'target',
  written: '${target}',
  sample: '1',
  valueIn({ target }) {
    if (target === undefined) throw new Error('${target} has no value: only a probe has a target');
    return target;
  },
};

/** A parameter of a probe. */
export function paramReference(written: string, name: string): Deferred {
  return {
    kind: 'param',
    written,
    name,
    sample: '1',
    valueIn({ params }) {
      const value = params !== undefined && Object.hasOwn(params, name) ? params[name] : undefined;
      if (value === undefined) throw new Error(`${written}: the probe has no parameter ${name}`);
      return value;
    },
  };
}
