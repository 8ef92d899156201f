import { DecodeError } from '../../src/decode/error.ts';

/** What a DecodeError says that `read` throws; any other outcome fails the test. */
export function problemOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof DecodeError) return error.message;
    throw error;
  }
  throw new Error('nothing was wrong');
}
