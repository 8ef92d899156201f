/** How names are written that older scrapers do not support; the values are those of the `escaping` parameter. */
export type Escaping = 'allow-utf-8' | 'underscores' | 'dots' | 'values';

/** A result of content negotiation: the format of the body, and its Content-Type. */
export interface Format {
  /** The text formats 0.0.4 and 1.0.0 differ only in their Content-Type, as do OpenMetrics 0.0.1 and 1.0.0. */
  readonly syntax: 'text' | 'openmetrics';
  readonly escaping: Escaping;
  /** The response's Content-Type. */
  readonly contentType: string;
}

/** The text format 0.0.4, the default if the request accepts no supported format. */
export const textFormat: Format = {
  syntax: 'text',
  escaping: 'underscores',
  contentType: 'text/plain; version=0.0.4; charset=utf-8',
};
