import * as fc from 'fast-check';

/** Some are alike once escaped. */
export const labelNames = fc.oneof(
  fc.constantFrom('k', 'l', 'l.m', 'l_m', 'l:m', 'l€', 'le', 'quantile', 'a', 'ü', '1'),
  fc.stringMatching(/^[a-z_][a-z0-9_]{0,6}$/),
);

export const labelTexts = fc.oneof(
  fc.constantFrom('', '', 'a', 'b', '\\', '"', '\n', '\r', 'a\\nb', '}', ' ', '#', '\u0000'),
  fc.constantFrom('ä', '€', '😀', '\ud800', 'x\udc00y', '1', '+Inf', '0.5', '1e6', '-0'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

/** Numbers of each kind that are written differently. */
export const numbers = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 0.5, NaN, Infinity, -Infinity, 1e21, 1e-7, 5e-324, 0.1 + 0.2),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.integer({ min: -1e9, max: 1e9 }).map((thousandths) => thousandths / 1000),
  fc.double(),
);

export const times = fc.oneof(
  fc.constantFrom(NaN, 0, 1.5, -2.25, 1e300, Infinity, 1700000000.123),
  fc.double({ min: 0, max: 2e9 }),
);
