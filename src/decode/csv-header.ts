import { quoteCut } from '../message/cut.ts';

/** Joins the names that several header rows give to each column: "Power" above "kW" becomes "Power kW". */
export function joinHeaders(headers: readonly (readonly string[])[]): string[] {
  const width = Math.max(0, ...headers.map(({ length }) => length));
  return Array.from({ length: width }, (_, column) =>
    headers
      .map((values) => values[column] ?? '')
      .filter((name) => name !== '')
      .join(' '),
  );
}

/**
 * Returns a unique name for each column: `column3` if the third has none, `a_2` for a second `a`.
 *
 * @param note called for each duplicate name
 */
export function columnNames(given: readonly string[], note: (message: string) => void): string[] {
  const seen = new Set(given);
  const used = new Set<string>();
  const numbers = new Map<string, number>();
  return given.map((name, column) => {
    const own = name === '' ? `column${column + 1}` : name;
    if (!used.has(own)) {
      used.add(own);
      return own;
    }
    let number = (numbers.get(own) ?? 1) + 1;
    while (used.has(`${own}_${number}`) || seen.has(`${own}_${number}`)) number += 1;
    numbers.set(own, number);
    note(
      `the column ${quoteCut(own)} is there twice, the second is ${quoteCut(`${own}_${number}`)}; name them by \`columns\``,
    );
    used.add(`${own}_${number}`);
    return `${own}_${number}`;
  });
}
