/** Whether two lists hold the same objects, or equal texts, in the same places. */
export function isSameList<T>(one: readonly T[], two: readonly T[]): boolean {
  return one === two || (one.length === two.length && one.every((item, at) => item === two[at]));
}
