import { type Budget, spend, stepsOf, unlimited } from '../budget/budget.ts';

/** A decimal number, optionally with an exponent. Each digit can match in one way only, so matching takes linear time. */
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * The number for a value: numbers, booleans as 1 and 0, and strings that contain, apart from surrounding whitespace,
 * a decimal number, `NaN`, `Inf`, `+Inf` or `-Inf`. Undefined for anything else, including '', '0x1F', 'Infinity' and
 * '1e999', which JavaScript would convert.
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

/** A number beyond the range of doubles does not become infinity. */
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

/** The shortest decimal without exponent that reads back as the same number; `NaN`, `+Inf`, `-Inf`. */
export function numberText(value: number): string {
  if (Number.isFinite(value)) {
    const text = String(value);
    return text.includes('e') ? withoutExponent(text) : text;
  }
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

/** A bound or quantile in the format of the Prometheus clients: `0.5`, `1`, `1e+21`, `+Inf`. */
export function boundText(value: number): string {
  return Number.isFinite(value) ? String(value) : numberText(value);
}

/** Converts `1.5e+22` to `15000000000000000000000`. */
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

/** Tolerance for the rounding of the decimal as written, and of its reciprocal. */
const tolerance = 4 * Number.EPSILON;

/**
 * A factor with an integer reciprocal is applied as a division, as 1999 / 100 is 19.99 but 1999 * 0.01 is
 * 19.990000000000002.
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
