import { expect, it } from 'vitest';
import { suggestField } from '../../src/extract/missing-field.ts';

const item = {
  cents: 1999,
  customer: { firstName: 'Ada', 'zip-code': '1' },
  status: 'open',
  lines: [{ sku: 'x' }],
};
const sight = { item, root: { orders: [item], shop: { name: 'north' } }, parent: { number: 7 } };

it.each([
  ['cent', 'cents'],
  ['Cents', 'cents'],
  ['cnets', 'cents'],
  ['cent / 100', 'cents'],
  ["statsu == 'open' ? 1 : 0", 'status'],
  ['customer.firstname', 'customer.firstName'],
  ['customer.zip_code', 'customer."zip-code"'],
  ['custmer.firstName', 'customer'],
  ['parse_number(cent)', 'cents'],
  ['$root.shp.name', '$root.shop'],
  ['$.shop.nam', '$.shop.name'],
  ['$parent.numbr', '$parent.number'],
  ['line[0].sku', 'lines'],
  ['"cent"', 'cents'],
])('%s: did you mean %s?', (text, suggestion) => {
  expect(suggestField(text, sight)).toBe(`; did you mean ${suggestion}?`);
});

it.each([
  ['price', 'nothing is near'],
  ['cents', 'it is there'],
  ['customer.firstName.x', 'a text has no fields'],
  ["'cent'", 'a text'],
  ['`"cent"`', 'a text as JSON'],
  ["lines[?cent == 'x']", 'a field of an element'],
  ['map(&cent, lines)', 'a field of an element'],
  ['cent(lines)', 'a function'],
  ['let $cent = status in $cent', 'a variable'],
  ['null', 'a word'],
  ['@', 'no field at all'],
])('%s: nothing, for %s has no better name', (text) => {
  expect(suggestField(text, sight)).toBe('');
});

it('takes no time over what is no record', () => {
  const keys = Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`key${n}`, n]));

  expect(suggestField('kex1', { item: keys, root: keys })).toBe('');
  expect(suggestField('cent', { item: null, root: [1], parent: 'x' })).toBe('');
  expect(suggestField('$root.cent', { item, root: [1] })).toBe('');
});
