/**
 * The target of the first link with `rel="next"` in a Link header (RFC 8288 section 3), or undefined. Takes linear
 * time.
 */
export function nextOfLink(header: string): string | undefined {
  let at = 0;
  for (;;) {
    const start = header.indexOf('<', at);
    const end = header.indexOf('>', start);
    if (start === -1 || end === -1) return undefined;
    const target = header.slice(start + 1, end);
    const link = readParameters(header, end + 1);
    if (link.isNext) return target;
    at = link.end;
  }
}

/** The parameters of one link, up to the comma before the next one. */
function readParameters(
  header: string,
  start: number,
): { readonly isNext: boolean; readonly end: number } {
  let relation: string | undefined;
  let at = start;
  while (at < header.length && header[at] !== ',') {
    const end = endOfParameter(header, at);
    const [name, value] = splitOnce(header.slice(at, end));
    // Only the first `rel` counts.
    if (name.trim().toLowerCase() === 'rel') relation ??= unquote(value.trim());
    at = header[end] === ';' ? end + 1 : end;
  }
  return { isNext: relation?.toLowerCase().split(/\s/).includes('next') === true, end: at };
}

/** The position of the next semicolon or comma outside of quotes. */
function endOfParameter(header: string, start: number): number {
  let quoted = false;
  for (let at = start; at < header.length; at += 1) {
    const character = header[at];
    if (quoted && character === '\\') at += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && (character === ';' || character === ',')) return at;
  }
  return header.length;
}

function splitOnce(parameter: string): readonly [string, string] {
  const equals = parameter.indexOf('=');
  return equals === -1
    ? [parameter, '']
    : [parameter.slice(0, equals), parameter.slice(equals + 1)];
}

function unquote(value: string): string {
  const isQuoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
  return isQuoted ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1') : value;
}
