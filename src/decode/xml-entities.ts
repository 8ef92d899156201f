const named: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

/**
 * Expands the five entities of XML and character references, each to one character: the text never grows.
 *
 * @param refuse told the offset and the text of the first that is none of these; throws
 */
export function expandEntities(
  text: string,
  refuse: (offset: number, reference: string) => never,
): string {
  let result = '';
  let done = 0;
  for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', done)) {
    const reference = /^&(?:[^&;\s<]{0,30};)?/.exec(text.slice(at, at + 32))?.[0] ?? '&';
    const name = reference.slice(1, -1);
    const expanded = Object.hasOwn(named, name) ? named[name] : character(name);
    result += text.slice(done, at) + (expanded ?? refuse(at, reference));
    done = at + reference.length;
  }
  return result + text.slice(done);
}

/** The character of `#233` or `#xE9`; undefined when it is not one that XML 1.0 has. */
function character(name: string): string | undefined {
  const [, hex, decimal] = /^#(?:x([\da-f]{1,8})|(\d{1,8}))$/i.exec(name) ?? [];
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  const isCharacter =
    code === 0x9 ||
    code === 0xa ||
    code === 0xd ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff);
  return isCharacter ? String.fromCodePoint(code) : undefined;
}
