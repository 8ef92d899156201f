/** Shorter values are not searched for, as they would match large parts of ordinary text. */
export const shortestSecret = 4;

/** Shorter lines of a multi-line secret, such as a PEM key, are not searched for separately. */
const shortestLine = 8;

/** Shorter ends of a secret are not searched for. */
const shortestTail = 8;
const maxTails = 128;

/**
 * All forms in which a secret may appear in a text: unchanged, in a URL, a form, JSON or base64, line by line, or as a
 * quoted tail. No other list of forms exists.
 */
export function formsOf(secret: string): readonly string[] {
  const plain = [secret, decodedOf(secret), ...linesOf(secret)];
  const tails = (secret.includes('\n') ? linesOf(secret) : [secret]).flatMap((line) =>
    tailsOf(line),
  );
  const forms = new Set([...plain.flatMap((text) => encodedForms(text)), ...tails]);
  return [...forms].filter(({ length }) => length >= shortestSecret);
}

/** The forms of HTTP Basic credentials (RFC 7617 section 2). */
export function basicForms(user: string, password: string): readonly string[] {
  return base64Forms(`${user}:${password}`);
}

function encodedForms(text: string): readonly string[] {
  if (text.length < shortestSecret) return [];
  // A lone surrogate cannot be encoded; U+FFFD is sent instead.
  const whole = text.toWellFormed();
  const encoded = encodeURIComponent(whole);
  return [
    text,
    encoded,
    encoded.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    encodeURI(whole),
    new URLSearchParams({ '': whole }).toString().slice(1),
    JSON.stringify(text).slice(1, -1),
    // As printed in error messages.
    text.replaceAll(/\s+/g, ' ').trim(),
    ...base64Forms(text),
  ];
}

/** Without padding, because it is optional; the search ignores what follows. */
function base64Forms(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  return [
    bytes.toString('base64'),
    bytes.toString('base64').replace(/(?<!=)=+$/, ''),
    bytes.toString('base64url'),
  ];
}

/**
 * The rest of a secret from each non-word character: a parser that stops at an invalid character quotes the text from
 * there.
 */
function tailsOf(secret: string): readonly string[] {
  const tails: string[] = [];
  for (const { index } of secret.slice(0, -shortestTail).matchAll(/\W/g)) {
    if (index === 0) continue;
    const tail = secret.slice(index);
    tails.push(tail, JSON.stringify(tail).slice(1, -1));
    if (tails.length >= maxTails) break;
  }
  return tails;
}

function decodedOf(secret: string): string {
  try {
    return decodeURIComponent(secret);
  } catch {
    return secret;
  }
}

/** Excludes the first and last line of a PEM file, which are the same in all PEM files. */
function linesOf(secret: string): readonly string[] {
  if (!secret.includes('\n')) return [];
  return secret
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.length >= shortestLine && !line.startsWith('-----'));
}
