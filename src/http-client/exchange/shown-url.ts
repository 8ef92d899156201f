import { isSecretName } from '../../schema/secret-name.ts';
import { formsOf } from '../../schema/secret-forms.ts';
import { createSecretSearch, type HideSecrets } from '../../schema/secret-search.ts';
import { hidden, type Text } from '../../schema/text.ts';

/** Formats a URL for messages. */
export type ShowUrl = (url: URL) => string;

/**
 * Leaves out user and password, and hides query parameters whose names suggest a secret and all known secrets,
 * because a redirect or the URL of a next page may repeat them.
 */
export function createUrlDisplay(texts: readonly Text[]): ShowUrl {
  let search: { readonly revision: number; readonly hide: HideSecrets } | undefined;
  return (url) => {
    const revision = texts.reduce((sum, text) => sum + text.revision, 0);
    if (search?.revision !== revision) {
      const forms = texts.flatMap((text) => text.secrets).flatMap(formsOf);
      search = { revision, hide: createSecretSearch(forms) };
    }
    return search.hide(`${url.origin}${url.pathname}${shownQuery(url)}`);
  };
}

function shownQuery({ search }: URL): string {
  return search.replaceAll(/(^\?|&)([^=&]*)=([^&]*)/g, (pair, before: string, name: string) =>
    isSecretName(decoded(name)) ? `${before}${name}=${hidden}` : pair,
  );
}

/** Like `decodeURIComponent`, but returns text with invalid encoding unchanged. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Encodes a string for a form or a query: `application/x-www-form-urlencoded`. */
export function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
