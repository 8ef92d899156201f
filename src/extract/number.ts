import { type Budget, spend, stepsOf, unlimited } from '../budget/budget.ts';

/** A decimal, perhaps with an exponent. Each digit can match in one way only: time is linear in the length. */
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * The number that a value stands for: numbers, booleans as 1 and 0, and texts that are, without the
 * space around them, a decimal or exponent, `NaN`, `Inf`, `+Inf` or `-Inf`. Anything else is undefined:
 * what JavaScript would make of '', '0x1F', 'Infinity' or '1e999' is nobody's measurement.
 */
export function toNumber(value: unknown, budget: Budget = unlimited): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') {
    spend(budget, stepsOf(value.length));
    return textToNumber(value.trim());
  }
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'bigint' ? withinDoubles(Number(value)) : undefined;
}

/** What is too large for a double is no infinity. */
function withinDoubles(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

function textToNumber(text: string): number | undefined {
  if (decimal.test(text)) return withinDoubles(Number(text));
  switch (text) {
    case 'NaN':
      return Number.NaN;
    case 'Inf':
    case '+Inf':
      return Number.POSITIVE_INFINITY;
    case '-Inf':
      return Number.NEGATIVE_INFINITY;
    default:
      return undefined;
  }
}

/** The shortest decimal that reads back as the same number, without exponent; `NaN`, `+Inf`, `-Inf`. */
export function numberText(value: number): string {
  if (Number.isFinite(value)) {
    const text = String(value);
    return text.includes('e') ? withoutExponent(text) : text;
  }
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

/** A bound or quantile as the clients of Prometheus write it: `0.5`, `1`, `1e+21`, `+Inf`. */
export function boundText(value: number): string {
  return Number.isFinite(value) ? String(value) : numberText(value);
}

/** From `1.5e+22` to `15000000000000000000000`: moves the point by writing zeros. */
function withoutExponent(text: string): string {
  const [mantissa = '', exponent = ''] = text.split('e');
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.slice(sign.length).split('.');
  const shift = Number(exponent);
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - 1)}${whole}${fraction}`;
  return `${sign}${whole}${fraction}${'0'.repeat(shift - fraction.length)}`;
}

/** How a rule's `scale` is applied. */
export interface Scale {
  readonly divide: boolean;
  readonly by: number;
}

/** A few roundings wide: one of the decimal that was written, one of its reciprocal. */
const tolerance = 4 * Number.EPSILON;

/**
 * A factor whose reciprocal is whole is applied as a division, because 1999 / 100 is 19.99 and
 * 1999 * 0.01 is 19.990000000000002.
 */
export function compileScale(factor: number | undefined): Scale {
  if (factor === undefined) return { divide: true, by: 1 };
  const divisor = Math.round(1 / factor);
  const whole = Math.abs(1 / factor - divisor) <= Math.abs(divisor) * tolerance;
  return whole && Number.isFinite(divisor) && divisor !== 0
    ? { divide: true, by: divisor }
    : { divide: false, by: factor };
}

/** The value in the metric's unit. */
export function applyScale(scale: Scale, value: number): number {
  return scale.divide ? value / scale.by : value * scale.by;
}
