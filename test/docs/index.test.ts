import { globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** The files that a page links to, by their paths from the root of the repository. */
function linkedFrom(page: string): readonly string[] {
  const markdown = readFileSync(join(root, page), 'utf8');
  const links = [...markdown.matchAll(/\]\((?!https?:)([^)#\s]+)/g)];
  return links.map(([, link = '']) => join(dirname(page), link));
}

it.each([
  ['docs/README.md', 'docs/{*,sources/*}.md'],
  ['docs/sources/README.md', 'docs/sources/*.md'],
  ['examples/README.md', 'examples/*/polyprom.yaml'],
])('%s leads to every one of %s', (index, pattern) => {
  const pages = globSync(pattern, { cwd: root }).filter((page) => page !== index);
  const linked = linkedFrom(index);

  expect(pages.filter((page) => !linked.includes(page))).toEqual([]);
  expect(pages.length).toBeGreaterThan(2);
});

it('CONTRIBUTING.md names every folder of src, and no other', () => {
  const markdown = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const named = [...markdown.matchAll(/^\| `([a-z-]+)\/` /gm)].map(([, name = '']) => name);
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

  expect(named.toSorted()).toEqual(folders.toSorted());
});
