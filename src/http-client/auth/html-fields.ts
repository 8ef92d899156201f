/** The parts of an HTML page that a login uses. */
export interface HtmlFields {
  /** The values of its `input` elements by name, including hidden ones; the first one if names repeat. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The contents of its `meta` elements by name. */
  readonly meta: Readonly<Record<string, string>>;
}

/** Protects against pages with an excessive number of fields. */
const maxFields = 1000;

/** Reads the form fields of a page. It is not a full HTML parser: tags are found by their text, in one pass. */
export function readHtmlFields(html: string): HtmlFields {
  const inputs = new Map<string, string>();
  const meta = new Map<string, string>();
  let left = maxFields;
  for (let at = html.indexOf('<'); at !== -1 && left > 0;) {
    if (html.startsWith('<!--', at)) {
      const end = html.indexOf('-->', at);
      if (end === -1) break;
      at = html.indexOf('<', end);
      continue;
    }
    const [, name] = /^<(input|meta)(?=[\s/])/i.exec(html.slice(at, at + 7)) ?? [];
    if (name === undefined) {
      at = html.indexOf('<', at + 1);
      continue;
    }
    const { attributes, end } = readAttributes(html, at + 1 + name.length);
    const isInput = name.toLowerCase() === 'input';
    const field = attributes.get('name');
    const fields = isInput ? inputs : meta;
    if (field !== undefined && !fields.has(field)) {
      fields.set(field, attributes.get(isInput ? 'value' : 'content') ?? '');
      left -= 1;
    }
    at = html.indexOf('<', end);
  }
  return { inputs: Object.fromEntries(inputs), meta: Object.fromEntries(meta) };
}

/** An attribute, with its value in quotes or without, or the end of the tag. */
const part = /[\s/]*(?:(>)|([^\s/>=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?|=)/y;

function readAttributes(
  html: string,
  from: number,
): { readonly attributes: ReadonlyMap<string, string>; readonly end: number } {
  const attributes = new Map<string, string>();
  part.lastIndex = from;
  let end = from;
  for (let match = part.exec(html); match !== null; match = part.exec(html)) {
    end = part.lastIndex;
    const [, close, name, double, single, bare] = match;
    if (close !== undefined) break;
    const key = name?.toLowerCase();
    if (key !== undefined && !attributes.has(key)) {
      attributes.set(key, unescape(double ?? single ?? bare ?? ''));
    }
  }
  return { attributes, end };
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function unescape(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi,
    (written, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return entities[name.toLowerCase()] ?? written;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : written;
    },
  );
}
