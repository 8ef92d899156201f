/**
 * Yields the results of `read` in the order of the items, with `ahead` of them in progress, which limits the memory.
 *
 * @throws what `read` throws, in its turn
 */
export async function* readAhead<T, R>(
  items: readonly T[],
  ahead: number,
  read: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const underWay: Promise<R>[] = [];
  let next = 0;
  while (next < items.length || underWay.length > 0) {
    for (const item of items.slice(next, next + ahead - underWay.length)) {
      const result = read(item);
      result.catch(() => {}); // thrown when its turn comes, or no longer needed
      underWay.push(result);
      next += 1;
    }
    const first = underWay.shift();
    if (first !== undefined) yield await first;
  }
}
