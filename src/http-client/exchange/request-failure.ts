/** How far a request got: connecting, waiting for the response, reading its body. */
export type RequestPhase = 'connect' | 'response' | 'body';

/** A request without a complete response. The cause is the network error. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  readonly phase: RequestPhase;
  readonly url: URL;
  /** The activity that failed: `connecting to 10.0.0.1:443`, `waiting for the response`. */
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
