/** Something to say about a place of the configuration. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** Into the text of the scalar at `path`, where the trouble is. */
  readonly offset?: number | undefined;
}
