const minute = 60_000;

/** Maximum number of log lines per minute of the whole process. */
export const linesPerMinute = 1000;

/**
 * Passes lines through, and returns an empty string for those beyond the limit per minute. The first line of
 * the next minute is preceded by one with the number of dropped lines.
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
