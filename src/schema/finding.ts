/** A message about a position in the configuration. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** Offset of the problem within the text of the scalar at `path`. */
  readonly offset?: number | undefined;
}
