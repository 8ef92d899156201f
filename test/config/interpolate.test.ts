import { describe, expect, it } from 'vitest';
import { interpolate } from '../../src/config/document/interpolate.ts';
import { worldOf } from './environment.ts';

const world = worldOf(
  { NAME: 'anna', EMPTY: '', TRICKY: '${env:NAME} $1 }' },
  new Map([['/run/p', ' a b \n\n']]),
);

describe('interpolate', () => {
  it.each([
    ['$root.shop', '$root.shop'],
    ['^a{2}$', '^a{2}$'],
    ['$1 $$ $', '$1 $$ $'],
    ['$${env:NAME}', '${env:NAME}'],
    ['$$${env:NAME}', '$${env:NAME}'],
    ['a$${', 'a${'],
    ['${env:NAME}', 'anna'],
    ['<${env:NAME}|${env:NAME}>', '<anna|anna>'],
    ['$x${env:NAME}$', '$xanna$'],
    ['${env:NONE:-}', ''],
    ['${env:NONE:-a:-b $c\nd}', 'a:-b $c\nd'],
    ['${env:EMPTY:-b}', 'b'],
    ['${env:EMPTY}', ''],
    ['${env:TRICKY}', '${env:NAME} $1 }'],
    ['${file:/run/p}', ' a b'],
  ])('%j is %j', (text, expected) => {
    const { value, faults } = interpolate(text, world);
    expect(faults).toEqual([]);
    expect(typeof value === 'string' ? value : value.reveal()).toBe(expected);
  });

  it.each([
    ['${env:NONE}', 'the environment variable NONE is not set', true],
    ['${env:toString}', 'the environment variable toString is not set', true],
    ['${env:}', '${env:} names no environment variable', false],
    ['${env:A-B}', '${env:A-B} names no environment variable', false],
    ['${NAME}', '${NAME} means nothing', false],
    ['${}', '${} means nothing', false],
    ['${targets}', '${targets} means nothing', false],
    ['${toString:a}', '${toString:a} means nothing', false],
    ['${env:NAME', '${env:NAME has no closing brace', false],
    ['${file:run/p}', '${file:run/p} must name a file by its whole path', false],
    ['${file:/none}', 'cannot read /none: there is no such file', true],
  ])('%j: %s', (text, message, absent) => {
    const { faults } = interpolate(text, world);
    expect(faults).toEqual([{ message: expect.stringContaining(message), absent }]);
  });
});
