import { expect, it } from 'vitest';
import { escapeControls } from '../../src/message/control-characters.ts';

it.each([
  ['ünïcödé, 日本語 and 👍\nwith lines\r\n', 'ünïcödé, 日本語 and 👍\nwith lines\r\n'],
  ['\x1b[2J\x1b]0;title\x07', '\\x1b[2J\\x1b]0;title\\x07'],
  ['a\tb\0c', 'a\\tb\\x00c'],
  ['overwritten\rnew', 'overwritten\\rnew'],
  ['\x7f\x80\x9b31m\x9f', '\\x7f\\x80\\x9b31m\\x9f'],
  ['\u202Eevil\u2066x\u2069\u200f\u061c', '\\u202eevil\\u2066x\\u2069\\u200f\\u061c'],
])('%j is shown as %j', (text, expected) => {
  expect(escapeControls(text)).toBe(expected);
});
