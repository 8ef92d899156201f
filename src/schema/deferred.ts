import type { Expression, Scope } from '../expression/expression.ts';

/** The values available to references when a request is built. */
export interface Filling {
  /** The target and parameters of a probe. */
  readonly target?: string | undefined;
  readonly params?: Readonly<Record<string, string>> | undefined;
  /** Unix milliseconds: the time of the collection. */
  readonly now: number;
  /** The array item that the request is for. */
  readonly item?: { readonly value: unknown; readonly scope: Scope } | undefined;
  /** The values obtained by a login. */
  readonly session?: Readonly<Record<string, string>> | undefined;
}

/** A reference whose value is only available when a request is built, such as `${now-15m}`. */
export interface Deferred {
  readonly kind: 'now' | 'item' | 'session' | 'target' | 'param';
  /** As written in the configuration. */
  readonly written: string;
  /** The name of a session value or of a parameter. */
  readonly name?: string;
  /** Example value, used when the configuration is checked. */
  readonly sample: string;
  /** @throws Error naming what is missing */
  valueIn(filling: Filling): string;
}

/** A value that an expression selects from an array item. */
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

/** A value obtained by a step of the login. */
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
