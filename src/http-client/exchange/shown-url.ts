import { isSecretName } from '../../schema/secret-name.ts';
import { hidden, type Text } from '../../schema/text.ts';

/** A URL as messages show it. */
export type ShowUrl = (url: URL) => string;

/** Hiding shorter secrets would hide half of a URL. */
const shortest = 4;

/**
 * Leaves out user and password, and hides query parameters with the name of a secret and all secrets of
 * the texts: a redirect or the URL of a next page may repeat them.
 */
export function createUrlDisplay(texts: readonly Text[]): ShowUrl {
  return (url) => {
    const shown = `${url.origin}${url.pathname}${shownQuery(url)}`;
    const secrets = texts
      .flatMap((text) => text.secrets)
      .filter(({ length }) => length >= shortest);
    return secrets
      .flatMap((secret) => [
        encodeURIComponent(secret),
        formEncoded(secret),
        encodeURI(secret),
        secret,
      ])
      .reduce((clean, form) => clean.replaceAll(form, hidden), shown);
  };
}

function shownQuery({ search }: URL): string {
  return search.replaceAll(/([?&])([^=&]*)=([^&]*)/g, (pair, before: string, name: string) =>
    isSecretName(decoded(name)) ? `${before}${name}=${hidden}` : pair,
  );
}

/** As `decodeURIComponent`, but leaves text with invalid encoding as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A text as a form or a query encodes it: `application/x-www-form-urlencoded`. */
export function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
