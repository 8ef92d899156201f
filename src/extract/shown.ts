import { previewJson } from '../message/preview-json.ts';

/** A value of a document as messages show it: as JSON, cut after 80 characters. */
export function shown(value: unknown): string {
  return previewJson(value, 80);
}
