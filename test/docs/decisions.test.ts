import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = join(import.meta.dirname, '../../docs/decisions');
const pages = globSync('*.md', { cwd: folder })
  .filter((name) => name !== 'README.md')
  .toSorted();

interface Decision {
  readonly number: string;
  readonly title: string;
  readonly headings: readonly string[];
  /** The first words of the section Status. */
  readonly status: string;
}

function decisionOf(page: string): Decision {
  const markdown = readFileSync(join(folder, page), 'utf8');
  const [, number = '', title = ''] = /^# (\d{4}) (.+)$/m.exec(markdown) ?? [];
  const headings = [...markdown.matchAll(/^##+ .*$/gm)].map(([heading]) => heading);
  const [, status = ''] = /^## Status\n\n([^.:]+)/m.exec(markdown) ?? [];
  return { number, title, headings, status };
}

describe('the decisions', () => {
  it('are numbered without a gap', () => {
    const expected = pages.map((_, index) => String(index + 1).padStart(4, '0'));
    expect(pages.map((page) => page.slice(0, 5))).toEqual(expected.map((number) => `${number}-`));
    expect(pages.length).toBeGreaterThan(20);
  });

  it.each(pages)('%s has the form of a decision', (page) => {
    const { number, title, headings, status } = decisionOf(page);
    expect(number).toBe(page.slice(0, 4));
    expect(title).not.toBe('');
    expect(headings).toEqual(['## Status', '## Context', '## Decision', '## Consequence']);
    expect(status).toMatch(/^(Accepted|Superseded by \[\d{4}\]\(\d{4}-[\w-]+$)/);
  });

  it('are all in the index, in order, with their titles and statuses', () => {
    const index = readFileSync(join(folder, 'README.md'), 'utf8');
    const rows = [...index.matchAll(/^\| (\d{4}) +\| \[(.+)\]\((\S+\.md)\) +\| (\w+)/gm)].map(
      ([, number, title, page, status]) => ({ number, title, page, status }),
    );
    const expected = pages.map((page) => {
      const { number, title, status } = decisionOf(page);
      return { number, title, page, status: status.split(' ')[0]?.toLowerCase() };
    });
    expect(rows).toEqual(expected);
  });
});
