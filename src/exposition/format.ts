/** How names that old scrapers do not know are written; the words are those of the `escaping` parameter. */
export type Escaping = 'allow-utf-8' | 'underscores' | 'dots' | 'values';

/** One answer of the content negotiation: how a page is written, and what the response calls it. */
export interface Format {
  /** The text formats 0.0.4 and 1.0.0 differ only in what they are called; so do OpenMetrics 0.0.1 and 1.0.0. */
  readonly syntax: 'text' | 'openmetrics';
  readonly escaping: Escaping;
  /** The response's Content-Type. */
  readonly contentType: string;
}

/** The text format 0.0.4, for whoever asks for nothing that there is. */
export const textFormat: Format = {
  syntax: 'text',
  escaping: 'underscores',
  contentType: 'text/plain; version=0.0.4; charset=utf-8',
};
