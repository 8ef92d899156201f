import type { KeyRule } from './containers.ts';

/** Prefixes of the exporter's own families. */
const reservedPrefixes = ['polyprom_', 'nodejs_', 'process_'] as const;

const metricPattern = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const labelPattern = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const headerPattern = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const collectorPattern = /^[a-zA-Z0-9][a-zA-Z0-9._-]*$/;

/** Metric names: only characters that every version of Prometheus accepts. */
export const metricName: KeyRule = {
  pattern: metricPattern,
  fault(name) {
    if (!metricPattern.test(name)) {
      return `not a metric name: write letters, digits, "_" and ":", no digit first${instead(name, /[^a-zA-Z0-9_:]/g)}`;
    }
    const reserved = reservedPrefixes.find((prefix) => name.startsWith(prefix));
    return reserved === undefined
      ? undefined
      : `names that begin with ${reserved} are those of the exporter itself: choose another`;
  },
};

export const labelName: KeyRule = {
  pattern: labelPattern,
  fault(name) {
    if (!labelPattern.test(name)) {
      return `not a label name: write letters, digits and "_", no digit first${instead(name, /[^a-zA-Z0-9_]/g)}`;
    }
    return name.startsWith('__')
      ? 'labels that begin with "__" are for Prometheus itself, which drops them: choose another name'
      : undefined;
  },
};

/** Collector names, which are used in label values and URLs. */
export const collectorName: KeyRule = {
  pattern: collectorPattern,
  fault: (name) =>
    collectorPattern.test(name)
      ? undefined
      : 'not a name for a collector: write letters, digits, ".", "_" and "-", a letter or digit first',
};

const parameterPattern = /^[a-zA-Z_][a-zA-Z0-9_.-]*$/;

/** Reserved parameters of `/probe`. */
const takenParameters: readonly string[] = ['module', 'target', 'debug'];

/** Names of module parameters. */
export const parameterName: KeyRule = {
  pattern: parameterPattern,
  fault(name) {
    if (!parameterPattern.test(name)) {
      return 'not a name for a parameter: write letters, digits, "_", "-" and ".", a letter first';
    }
    return takenParameters.includes(name)
      ? `every probe has a parameter ${name} already: choose another name`
      : undefined;
  },
};

/** HTTP header names: a token of RFC 9110 section 5.6.2. */
export const headerName: KeyRule = {
  pattern: headerPattern,
  fault: (name) =>
    headerPattern.test(name) ? undefined : 'not the name of a header, such as x-tenant',
};

/** Names without restrictions, such as those of query parameters. */
export const anyName: KeyRule = { fault: () => undefined };

function instead(name: string, odd: RegExp): string {
  const better = name.replace(odd, '_').replace(/^(?=\d)/, '_');
  return /[a-zA-Z]/.test(better) ? `, such as ${better}` : '';
}
