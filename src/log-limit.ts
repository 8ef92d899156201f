const minute = 60_000;

/** Lines of the whole process in a minute. */
export const linesPerMinute = 1000;

/**
 * Passes lines on, and an empty string in place of those beyond the limit of a minute. The first line of
 * the next minute comes with one that says how many were left out.
 *
 * @param monotonic milliseconds
 */
export function createLineLimit(monotonic: () => number): (line: string) => string {
  let since = monotonic();
  let lines = 0;
  return (line) => {
    const now = monotonic();
    let notice = '';
    if (now - since >= minute) {
      if (lines > linesPerMinute) notice = leftOut(lines - linesPerMinute);
      since = now;
      lines = 0;
    }
    lines += 1;
    return lines > linesPerMinute ? '' : notice + line;
  };
}

function leftOut(count: number): string {
  const time = new Date().toISOString();
  const msg = `more than ${linesPerMinute} lines in a minute: the others were left out`;
  return `${JSON.stringify({ level: 'warn', time, leftOut: count, msg })}\n`;
}
