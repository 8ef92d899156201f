import { describe, expect, it } from 'vitest';

import { escapeMetricName, writeLabelName, writeMetadataName } from '../../src/exposition/names.ts';

describe('the name of a metric', () => {
  it.each<[name: string, underscores: string, dots: string, values: string]>([
    ['plain', 'plain', 'plain', 'plain'],
    [':a:b_c', ':a:b_c', ':a:b__c', ':a:b_c'],
    ['_a__b_', '_a__b_', '__a____b__', '_a__b_'],
    ['a.b.c_total', 'a_b_c_total', 'a_dot_b_dot_c__total', 'U__a_2e_b_2e_c__total'],
    ['a.b:c', 'a_b:c', 'a_dot_b:c', 'U__a_2e_b:c'],
    ['a..b', 'a__b', 'a_dot__dot_b', 'U__a_2e__2e_b'],
    ['a-b/c d', 'a_b_c_d', 'a__b__c__d', 'U__a_2d_b_2f_c_20_d'],
    ['1a2', '_a2', '__a2', 'U___31_a2'],
    ['a ü', 'a__', 'a____', 'U__a_20__fc_'],
    ['ā', '_', '__', 'U___101_'],
    ['花火', '__', '____', 'U___82b1__706b_'],
    ['a 😱', 'a__', 'a____', 'U__a_20__1f631_'],
    ['a\ud800b', 'a_b', 'a__b', 'U__a_FFFD_b'],
    ['U__a_2e_b', 'U__a_2e_b', 'U____a__2e__b', 'U__a_2e_b'],
  ])('%s is %s, %s or %s, or stays', (name, underscores, dots, values) => {
    expect(escapeMetricName(name, 'underscores')).toBe(underscores);
    expect(escapeMetricName(name, 'dots')).toBe(dots);
    expect(escapeMetricName(name, 'values')).toBe(values);
    expect(escapeMetricName(name, 'allow-utf-8')).toBe(name);
  });

  it.each([
    ['a:b', 'a:b'],
    ['a.b', '"a.b"'],
    ['0', '"0"'],
    ['a b\\"\n', String.raw`"a b\\\"\n"`],
  ])('%j is written %s in the lines above the samples', (name, written) => {
    expect(writeMetadataName(name)).toBe(written);
  });
});

describe('the name of a label', () => {
  it.each<[name: string, utf8: string, underscores: string, dots: string, values: string]>([
    ['le', 'le', 'le', 'le', 'le'],
    ['a_b', 'a_b', 'a_b', 'a__b', 'a_b'],
    ['a.b', '"a.b"', 'a_b', 'a_dot_b', 'U__a_2e_b'],
    ['a:b', '"a:b"', 'a_b', 'a__b', 'U__a_3a_b'],
    ['0', '"0"', '_', '__', 'U___30_'],
    ['"\\\n', String.raw`"\"\\\n"`, '___', '______', 'U___22__5c__a_'],
  ])('%j is %s, %s, %s or %s: it has no colons', (name, utf8, underscores, dots, values) => {
    expect(writeLabelName(name, 'allow-utf-8')).toBe(utf8);
    expect(writeLabelName(name, 'underscores')).toBe(underscores);
    expect(writeLabelName(name, 'dots')).toBe(dots);
    expect(writeLabelName(name, 'values')).toBe(values);
  });
});
