/** Something the user must fix: its message is all that is printed, and the exit code is 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}
