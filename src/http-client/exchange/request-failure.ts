/** How far a request got: a connection, the head of the answer, its body. */
export type RequestPhase = 'connect' | 'answer' | 'body';

/** A request that got no whole answer. The cause says why, as the network said it. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  readonly phase: RequestPhase;
  readonly url: URL;
  /** What was being done when it failed: `connecting to 10.0.0.1:443`, `waiting for the answer`. */
  readonly doing: string;
  readonly via: string | undefined;

  constructor(
    { phase, url, doing, via }: Pick<RequestFailure, 'phase' | 'url' | 'doing' | 'via'>,
    cause: unknown,
  ) {
    super(doing, { cause });
    this.phase = phase;
    this.url = url;
    this.doing = doing;
    this.via = via;
  }
}
