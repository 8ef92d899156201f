import { DecodeError } from './error.ts';
import { cut, quoteCut } from '../message/cut.ts';
import { foundAt, lineColumn } from './position.ts';

/** The parser's progress when it refused the document; offsets in UTF-16 units. */
export interface XmlProgress {
  /** After the last character that the parser accepted. */
  readonly position: number;
  /** After the last complete name in a start tag, attribute, CDATA section or end tag. */
  readonly markupEnd: number;
  /** The innermost open element. */
  readonly open: XmlStart | undefined;
  /** The element that was closed last. */
  readonly closed: XmlStart | undefined;
}

export interface XmlStart {
  readonly name: string;
  /** The offset of its start tag. */
  readonly start: number;
}

const aboutEnd = /^(?:document must contain|unclosed tag|unexpected end)/;
const aboutEntity = /^(?:undefined|empty|malformed character|disallowed character in) entity/;
const aboutMarkup = /^(?:duplicate|documents may|inappropriately|unexpected close|unmatched)/;
const aboutCharacter = /^(?:disallowed character|attribute without|unquoted)/;

const space = /[ \t\r\n]+/;
const textOrEntity = /[^<&]+|&[^<&;]*;/;
const misc = /<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^[>]*(?:\[.*?\]\s*)?>/;

/**
 * Describes what is wrong with a document as `XML at line:column: reason`, on one line of limited length. The position
 * is the start of the problem, not its end as in the parser's message.
 *
 * @param message the parser's message
 */
export function explain(message: string, text: string, progress: XmlProgress): DecodeError {
  const { position, markupEnd, open, closed } = progress;
  const reason = cut(message.replace(/^\d+:\d+: /, '').replace(/\.$/, ''), 120);
  if (aboutEnd.test(reason)) {
    return explainEnd(reason, text, skip(textOrEntity, text, markupEnd), open);
  }
  if (aboutEntity.test(reason)) {
    const withoutEnd = text.slice(0, position - 1);
    return explainEntity(text, skip(textOrEntity, withoutEnd, markupEnd), position);
  }
  if (reason.startsWith('text data outside')) {
    const start = skip(space, text, markupEnd);
    return problem(text, start, `${reason}, found ${foundAt(text, start)}`);
  }
  if (reason.startsWith('incorrect')) {
    const start = skip(textOrEntity, text, markupEnd);
    return problem(text, start, `${reason}, found ${quoteCut(text.slice(start, position))}`);
  }
  if (aboutMarkup.test(reason)) {
    const start = text.lastIndexOf('<', position - 2);
    const found = `${reason}, found ${quoteCut(text.slice(start, position))}`;
    const isMismatch = reason.startsWith('unexpected close') && closed !== undefined;
    return problem(text, start, isMismatch ? `${found}: ${unclosedElement(text, closed)}` : found);
  }
  const found = aboutCharacter.test(reason) ? `, found ${foundAt(text, position - 1)}` : '';
  return problem(text, position - 1, reason + found);
}

export function problem(text: string, offset: number, reason: string): DecodeError {
  const isHtml = /^\s*<(?:!doctype\s+)?html\b/i.test(text.slice(0, 1000));
  return new DecodeError(
    `XML at ${lineColumn(text, offset)}: ${reason}${isHtml ? ': this is HTML' : ''}`,
  );
}

/** The offset after all complete `content`, comments and the like from `start`. */
function skip(content: RegExp, text: string, start: number): number {
  const complete = new RegExp(`${content.source}|${misc.source}`, 'sy');
  let at = start;
  for (complete.lastIndex = at; complete.test(text); at = complete.lastIndex);
  return at;
}

/** The parser reads everything from "&" to the next `;` as an entity. */
function explainEntity(text: string, start: number, end: number): DecodeError {
  const entity = text.slice(start, end);
  if (!/^&[^&;\s<]+;$/.test(entity)) {
    return problem(text, start, 'expected an entity after "&"; a bare one is written &amp;');
  }
  const known = '&lt; &gt; &amp; &quot; &apos; and &#...;, and a DOCTYPE adds none';
  return problem(text, start, `the entity ${quoteCut(entity)} is not known; there are ${known}`);
}

/** The text ends early: the document is truncated, or a bare "&" at `at` has consumed the rest. */
function explainEnd(
  reason: string,
  text: string,
  at: number,
  open: XmlStart | undefined,
): DecodeError {
  if (text[at] === '&' && /[\s<&]/.test(text.slice(at + 1))) {
    return explainEntity(text, at, text.length);
  }
  const end = lineColumn(text, text.length);
  let unfinished = reason;
  if (text[at] === '<') {
    unfinished = `${quoteCut(text.slice(at))}, which begins at ${lineColumn(text, at)}, has no end`;
  } else if (open !== undefined) {
    unfinished = unclosedElement(text, open);
  }
  return new DecodeError(`XML is truncated: it ends at ${end}: ${unfinished}`);
}

function unclosedElement(text: string, { name, start }: XmlStart): string {
  return `<${cut(name, 60)}>, which begins at ${lineColumn(text, start)}, is not closed`;
}
