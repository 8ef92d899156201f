/** The bytes are not a valid document. The message contains the reason and the position. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}
