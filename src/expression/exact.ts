/**
 * Sum, difference and product of two numbers. Of two integers the result is exact: beyond 2^53 it is a `bigint`, as
 * in a document.
 */
export type ExactOperator = '+' | '-' | '*';
type Division = '/' | '//' | '%';

/** Of integers of a document an exact result; of others that of doubles. */
export function operateExactly(
  operator: ExactOperator,
  a: number | bigint,
  b: number | bigint,
): number | bigint {
  const nearest = doubleOperations[operator](Number(a), Number(b));
  if (Number.isSafeInteger(nearest) && typeof a === 'number' && typeof b === 'number')
    return nearest;
  if (!isExact(a, b) || !isExact(b, a)) return nearest;
  return narrowed(integerOperations[operator](BigInt(a), BigInt(b)));
}

/** Quotient, floored, and remainder with the sign of the dividend. @param b not 0 */
export function divideExactly(
  operator: Division,
  a: number | bigint,
  b: number | bigint,
): number | bigint {
  const isInteger =
    isExact(a, b) && isExact(b, a) && (typeof a === 'bigint' || typeof b === 'bigint');
  if (!isInteger) return doubleOperations[operator](Number(a), Number(b));
  const [dividend, divisor] = [BigInt(a), BigInt(b)];
  const remainder = dividend % divisor;
  if (operator === '%') return narrowed(remainder);
  if (operator === '/' && remainder !== 0n) return Number(a) / Number(b);
  const isBelow = remainder !== 0n && remainder < 0n !== divisor < 0n;
  const quotient = dividend / divisor - (isBelow ? 1n : 0n);
  return narrowed(quotient);
}

/** The negative of a number, exactly. */
export function negative(value: number | bigint): number | bigint {
  return typeof value === 'number' ? -value : narrowed(-value);
}

/** An integer that nothing has rounded yet; next to one from a document, any double without a fraction is one. */
function isExact(value: number | bigint, other: number | bigint): boolean {
  if (typeof value === 'bigint') return true;
  return typeof other === 'bigint' ? Number.isInteger(value) : Number.isSafeInteger(value);
}

/** A number where that is exact, and where the integer is beyond the range of doubles, which no sample can hold. */
function narrowed(value: bigint): number | bigint {
  const nearest = Number(value);
  return Number.isSafeInteger(nearest) || !Number.isFinite(nearest) ? nearest : value;
}

const integerOperations: Readonly<Record<ExactOperator, (a: bigint, b: bigint) => bigint>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
};

const doubleOperations: Readonly<
  Record<ExactOperator | Division, (a: number, b: number) => number>
> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '//': (a, b) => Math.floor(a / b),
  '%': (a, b) => a % b,
};
