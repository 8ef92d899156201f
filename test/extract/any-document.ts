import * as fc from 'fast-check';

/** Texts with halves of surrogate pairs, controls and everything else that JSON can carry. */
const text = fc.oneof(
  fc.constantFrom('', 'a', 'open', 'paid', '1', '0.5', '+Inf', 'NaN', '1,2', 'b\ud800', '__x'),
  fc.array(fc.nat(0xffff), { maxLength: 6 }).map((units) => String.fromCharCode(...units)),
);
const scalar = fc.oneof(
  text,
  fc.double(),
  fc.integer(),
  fc.bigInt(),
  fc.boolean(),
  fc.constant(null),
);
/** Names that the rules ask for, so that documents and rules meet. */
const key = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('rows', 'id', 'name', 'value', 'labels', '__x', 'at'),
  },
  { weight: 1, arbitrary: text },
);
const item = fc.record(
  { id: scalar, name: scalar, value: scalar, at: scalar, labels: fc.dictionary(key, scalar) },
  { requiredKeys: [] },
);
const tied = fc.letrec<{ document: unknown }>((tie) => ({
  document: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    scalar,
    fc.array(tie('document'), { maxLength: 5 }),
    fc.dictionary(key, tie('document'), { maxKeys: 6 }),
    fc.record({ rows: fc.array(tie('document'), { maxLength: 6 }) }),
    { weight: 3, arbitrary: fc.record({ rows: fc.array(item, { maxLength: 8 }) }) },
    item,
  ),
}));

/** Any document, but more often one in which rules that ask for these names find something. */
export const anyDocument: fc.Arbitrary<unknown> = tied.document;

/** Rules that meet these documents. */
export const rulesOfAnyDocument = [
  { each: 'rows', labels: { id: 'id', name: 'name' }, value: 'value' },
  { each: '$root', labels: { place: '$index', key: '$key' }, value: '@' },
  { each: ['$root', '@'], labels: { place: '$index', of: 'length($parent)' }, value: '@' },
  { each: ['rows', '@'], entries: '@', labels: { key: '$key', id: '$parents[0].id' }, value: '@' },
  { entries: '$root', labels: { key: '$key', id: 'id' }, value: 'length(@)' },
  { each: 'rows', labels: { id: 'id' }, value: 'value', fill: { id: ['1', 'a'] } },
  { each: 'rows', labelsFrom: [{ map: '@', prefix: '', allow: ['*'] }], value: 1 },
  { each: 'rows', type: 'stateset', states: ['a', '1'], labels: { name: 'name' }, value: 'id' },
  { type: 'histogram', buckets: '@', labels: { id: 'id' } },
  {
    each: 'rows',
    type: 'summary',
    quantiles: 'labels',
    count: 'id',
    sum: 'value',
    timestamp: 'at',
  },
  { each: 'rows', value: 'value', map: { a: 1, '*': 0 }, when: 'id', onMissing: 'fail' },
];
