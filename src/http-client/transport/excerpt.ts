/** Maximum number of bytes of a response that a message shows. */
const shownBytes = 60;

/** The beginning of a response in quotes, with everything except printable ASCII escaped. */
export function excerptOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, shownBytes)).toString('latin1');
  const escaped = JSON.stringify(text).replaceAll(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return bytes.length > shownBytes ? `${escaped.slice(0, -1)}…"` : escaped;
}

/** Whether the bytes are a TLS alert, as sent by a server that expected TLS: RFC 8446 section 5.1. */
export function isTlsAlert(bytes: Uint8Array): boolean {
  return bytes[0] === 0x15 && bytes[1] === 0x03 && (bytes[2] ?? 9) <= 4;
}
