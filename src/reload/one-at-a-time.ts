/**
 * Serializes calls of `work`. Calls made while it is running share the next run, which starts after it; the flag of
 * that run is set if any of them sets it.
 *
 * @param work never rejects
 */
export function oneAtATime<T>(work: (flag: boolean) => Promise<T>): (flag: boolean) => Promise<T> {
  let current: Promise<T> | undefined;
  let next: { readonly run: Promise<T>; flag: boolean } | undefined;

  return (flag) => {
    if (next === undefined && current === undefined) return begin(flag);
    next ??= { flag, run: Promise.resolve(current).then(beginNext) };
    next.flag ||= flag;
    return next.run;
  };

  function beginNext(): Promise<T> {
    const flag = next?.flag === true;
    next = undefined;
    return begin(flag);
  }

  function begin(flag: boolean): Promise<T> {
    const run = work(flag).finally(() => {
      if (current === run) current = undefined;
    });
    current = run;
    return run;
  }
}
