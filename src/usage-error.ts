/** An error that the user must fix. Only its message is printed, and the exit code is 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}
