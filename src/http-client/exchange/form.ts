/** A text as a form or a query encodes it: `application/x-www-form-urlencoded`. */
export function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
