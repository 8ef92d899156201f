/** The bytes are not what they should be. The message says what, and where in the document. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}
