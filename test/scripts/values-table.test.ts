import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { valuesTable, withValuesTable } from '../../scripts/values-table.ts';

describe('the table of values', () => {
  it('has a row for each key with a comment, in the order of the file', () => {
    const values = [
      '# -- First, on',
      '# two lines.',
      'b: 1',
      '',
      'a:',
      '  # -- Text | with a bar.',
      '  text: "x"',
      '  # -- A whole default.',
      '  whole:',
      '    # no row of its own',
      '    deep: [1, {c: null}]',
      '# A section, not a description.',
      '',
      '# -- Nothing.',
      'c: {}',
    ].join('\n');
    expect(valuesTable(values)).toBe(
      [
        '| Key       | Default                   | Description          |',
        '| --------- | ------------------------- | -------------------- |',
        '| `b`       | `1`                       | First, on two lines. |',
        '| `a.text`  | `"x"`                     | Text \\| with a bar.  |',
        '| `a.whole` | `{"deep":[1,{"c":null}]}` | A whole default.     |',
        '| `c`       | `{}`                      | Nothing.             |',
      ].join('\n'),
    );
  });

  it('has only the keys that it is given, in their order', () => {
    const values = '# -- A.\na: 1\n# -- B.\nb: 2\n# -- C.\nc: 3\n';
    expect(valuesTable(values, ['c', 'a']).match(/`[a-c]`/g)).toEqual(['`c`', '`a`']);
    expect(() => valuesTable(values, ['d'])).toThrow('values.yaml has no d');
  });

  it('refuses a value without a comment, by its name', () => {
    expect(() => valuesTable('# -- A.\na: 1\nb:\n  c: 2\n')).toThrow(
      'b.c has no comment: write "# -- what it is" above it',
    );
  });

  it('goes between two markers, however often it is generated', () => {
    const page =
      '# Values\n\n<!-- values: begin (generated from values.yaml) -->\nold\n<!-- values: end -->\n';
    const once = withValuesTable(page, '# -- A.\na: 1\n');
    expect(once).toContain('| `a` | `1`     | A.          |');
    expect(once).not.toContain('old');
    expect(withValuesTable(once, '# -- A.\na: 1\n')).toBe(once);
  });

  it('refuses a page without markers', () => {
    expect(() => withValuesTable('# Values\n', 'a: 1\n')).toThrow('no place for the values');
  });

  it('in the README of the chart is that of its values', async () => {
    const chart = join(import.meta.dirname, '../../charts/polyprom');
    const readme = await readFile(join(chart, 'README.md'), 'utf8');
    expect(withValuesTable(readme, await readFile(join(chart, 'values.yaml'), 'utf8'))).toBe(
      readme,
    );
  });
});
