import { isSecretName } from '../../schema/secret-name.ts';
import { hidden, type Text } from '../../schema/text.ts';

import { formEncoded } from './form.ts';

/** An address as a message names it. */
export type ShowUrl = (url: URL) => string;

/** Shorter secrets would take half of an address with them. */
const shortest = 4;

/**
 * Leaves out users and passwords, and hides what the query calls a secret and whatever the texts of the
 * configuration hide: a redirect or a next page may carry it on.
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

/** As `decodeURIComponent`, but what is not encoded right stays as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
