/**
 * Runs the work one call after the other. Calls that come while it is under way share the next run, which begins after
 * each of them; a flag of any of them holds for it.
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
