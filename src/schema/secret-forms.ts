/** Shorter values are not searched for: they would take half of every text with them. */
export const shortestSecret = 4;

/** Lines of a longer secret, such as a key in PEM, that are searched for on their own. */
const shortestLine = 8;

/** Shorter ends of a secret are not searched for. */
const shortestTail = 8;
const maxTails = 128;

/**
 * The forms in which a secret may come back in a text: as it is, in a URL, a form, JSON or base64, each of
 * its lines, and what a message may quote of its end. The only list of them.
 */
export function formsOf(secret: string): readonly string[] {
  const plain = [secret, decodedOf(secret), ...linesOf(secret)];
  const tails = (secret.includes('\n') ? linesOf(secret) : [secret]).flatMap((line) =>
    tailsOf(line),
  );
  const forms = new Set([...plain.flatMap((text) => encodedForms(text)), ...tails]);
  return [...forms].filter(({ length }) => length >= shortestSecret);
}

/** The forms of the credentials of HTTP basic authentication: RFC 7617 section 2. */
export function basicForms(user: string, password: string): readonly string[] {
  return base64Forms(`${user}:${password}`);
}

function encodedForms(text: string): readonly string[] {
  if (text.length < shortestSecret) return [];
  // A lone surrogate cannot be encoded; U+FFFD is what goes out in its place.
  const whole = text.toWellFormed();
  const encoded = encodeURIComponent(whole);
  return [
    text,
    encoded,
    encoded.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    encodeURI(whole),
    new URLSearchParams({ '': whole }).toString().slice(1),
    JSON.stringify(text).slice(1, -1),
    // As the messages of errors have it.
    text.replaceAll(/\s+/g, ' ').trim(),
    ...base64Forms(text),
  ];
}

/** Without padding, which may be left out; what follows in a text stays. */
function base64Forms(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  return [
    bytes.toString('base64'),
    bytes.toString('base64').replace(/(?<!=)=+$/, ''),
    bytes.toString('base64url'),
  ];
}

/**
 * What is left of a secret from each of its signs on: a parser that stops at a sign which it cannot read
 * quotes the text from there.
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

/** Not the first and last line of a PEM file, which every one has. */
function linesOf(secret: string): readonly string[] {
  if (!secret.includes('\n')) return [];
  return secret
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.length >= shortestLine && !line.startsWith('-----'));
}
