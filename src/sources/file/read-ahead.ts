/**
 * Gives the results of `read` in the order of the items, `ahead` of them under way at once. So memory holds that
 * many, however many there are.
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
      result.catch(() => {}); // in its turn it is thrown, or nobody asks for it any more
      underWay.push(result);
      next += 1;
    }
    const first = underWay.shift();
    if (first !== undefined) yield await first;
  }
}
