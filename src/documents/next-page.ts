import { BudgetSpent } from '../budget/budget.ts';
import { messageOf } from '../engine/failure.ts';
import { CollectionError } from '../engine/source.ts';
import type { Expression, Scope } from '../expression/expression.ts';
import { nextOfLink } from './link-header.ts';
import type { Pagination } from './pagination-schema.ts';

/** The URL and response of a page. */
export interface PageOf {
  /** Its URL, after redirects. */
  readonly url: URL;
  readonly pagination: Pick<Pagination, 'next' | 'query'>;
}

/** A page, as the expressions of `pagination` see it. */
export interface ReadPage {
  readonly value: unknown;
  readonly scope: Scope;
  /** Where it came from, after redirects. */
  readonly url: URL;
}

/**
 * The URL of the next page, or undefined if this is the last one.
 *
 * @throws CollectionError `extract` when it is not a URL
 */
export function nextPage(
  { next, query }: Pick<Pagination, 'next' | 'query'>,
  page: ReadPage,
): URL | undefined {
  if (query !== undefined) return nextByQuery(query, page);
  const found =
    next === undefined
      ? nextOfLink(page.scope.response?.headers['link'] ?? '')
      : evaluate('pagination.next', next, page);
  if (isNothing(found)) return undefined;
  if (typeof found !== 'string') {
    throw new CollectionError(
      'extract',
      `pagination.next gave ${typeof found}, expected a URL or null`,
    );
  }
  const address = found.startsWith('<') ? nextOfLink(found) : found;
  if (address === undefined) return undefined;
  const url = URL.parse(address, page.url.href);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new CollectionError(
      'extract',
      'pagination.next gave a string that is not an http or https URL',
    );
  }
  url.hash = '';
  return url;
}

function nextByQuery(query: Readonly<Record<string, Expression>>, page: ReadPage): URL | undefined {
  const url = new URL(page.url);
  let more = false;
  for (const [name, expression] of Object.entries(query)) {
    const found = evaluate(`pagination.query.${name}`, expression, page);
    if (isNothing(found)) {
      url.searchParams.delete(name);
    } else if (!isPlain(found)) {
      throw new CollectionError(
        'extract',
        `pagination.query.${name} gave an array or an object, expected a string, a number or null`,
      );
    } else {
      url.searchParams.set(name, String(found));
      more = true;
    }
  }
  return more ? url : undefined;
}

function evaluate(what: string, expression: Expression, { value, scope }: ReadPage): unknown {
  try {
    return expression.evaluate(value, scope);
  } catch (error) {
    if (error instanceof BudgetSpent) throw error;
    throw new CollectionError('extract', `${what}: ${messageOf(error)}`, { cause: error });
  }
}

function isNothing(found: unknown): boolean {
  return found === undefined || found === null || found === '' || found === false;
}

function isPlain(found: unknown): found is string | number | bigint | boolean {
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof found);
}
