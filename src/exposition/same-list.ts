/** Whether two arrays have identical elements. */
export function isSameList<T>(one: readonly T[], two: readonly T[]): boolean {
  return one === two || (one.length === two.length && one.every((item, at) => item === two[at]));
}
