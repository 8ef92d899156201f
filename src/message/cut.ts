/** `text`, cut after `length` UTF-16 units with an ellipsis. Never ends in half of a surrogate pair. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text.toWellFormed();
  const last = text.charCodeAt(length - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return `${text.slice(0, splitsPair ? length - 1 : length).toWellFormed()}…`;
}

/** `text` in double quotes on one line, cut after `length` characters. */
export function quoteCut(text: string, length = 40): string {
  const isLong = text.length > length;
  return `${JSON.stringify(isLong ? text.slice(0, length) : text)}${isLong ? '…' : ''}`;
}
