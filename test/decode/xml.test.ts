import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { declaredEncoding, readXml } from '../../src/decode/xml.ts';
import { problemOf } from './problem-of.ts';

const feed = `<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet href="rss.xsl"?>
<!DOCTYPE rss PUBLIC "-//X//DTD > RSS//EN" "http://rss.example/rss.dtd" [
  <!ELEMENT rss (channel)> <!-- "> -->
]>
<rss version="2.0" xmlns:dc="http://purl.example/dc/">
  <channel>
    <title>News &amp; more</title>
    <!-- <item/> -->
    <item id='1'><title><![CDATA[<b>1 &amp; 2</b>]]></title><dc:date>2026-01-01</dc:date></item>
    <item id="2"/>
  </channel>
</rss>
`;

interface Element {
  readonly name: string;
  readonly attribute: string;
  readonly children: readonly Element[];
}

function elements(levels: number): fc.Arbitrary<Element> {
  return fc.record({
    name: fc.constantFrom('a', 'b', 'x:c', 'é-1', '__proto__', 'constructor'),
    attribute: fc.string(),
    children: levels === 0 ? fc.constant([]) : fc.array(elements(levels - 1), { maxLength: 3 }),
  });
}

function write({ name, attribute, children }: Element): string {
  const value = attribute.replaceAll(
    /[^a-zA-Z0-9]/gu,
    (character) => `&#x${character.codePointAt(0)?.toString(16)};`,
  );
  return `<${name} v="${value}">\n${children.map(write).join(' ')}</${name} >`;
}

function valueOf({ attribute, children }: Element): unknown {
  const entries = Map.groupBy(children, ({ name }) => name);
  return Object.fromEntries([
    ['_v', attribute],
    ...[...entries].map(([name, items]): [string, unknown] => [
      name,
      items.length === 1 ? valueOf(items[0]!) : items.map(valueOf),
    ]),
  ]);
}

/** What XML 1.0 cannot have, even as a reference. */
const isXmlText = (text: string): boolean =>
  !/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text);

describe('an XML document', () => {
  it('is an object by the names of its elements, as they are written', () => {
    expect(readXml(feed)).toEqual({
      rss: {
        _version: '2.0',
        '_xmlns:dc': 'http://purl.example/dc/',
        channel: {
          title: 'News & more',
          item: [{ _id: '1', title: '<b>1 &amp; 2</b>', 'dc:date': '2026-01-01' }, { _id: '2' }],
        },
      },
    });
  });

  it.each([
    ['<a/>', { a: '' }],
    ['<a></a>', { a: '' }],
    ['<a> 1\n</a>', { a: '1' }],
    ['<a>1.50</a>', { a: '1.50' }],
    ['<a b="">x</a>', { a: { _b: '', _text: 'x' } }],
    ['<a>x<b/>y</a>', { a: { b: '', _text: 'xy' } }],
    ['<a b = "x>y"\n c=\'"\' ></a >', { a: { _b: 'x>y', _c: '"' } }],
    ['<a b="1\r\n2"/>', { a: { _b: '1 2' } }],
    ['<a>1\r\n2\r3</a>\r\n', { a: '1\n2\n3' }],
    ['<a __proto__="1"><constructor/></a>', { a: { ['___proto__']: '1', constructor: '' } }],
    ['\ufeff<?xml version="1.1"?><a>é</a>', { a: 'é' }],
    ['<a>1<!-- 2 -->3<?x 4?>5<![CDATA[6]]>7</a>', { a: '13567' }],
    ['<!DOCTYPE a [<!ENTITY b "c">]><a>d</a>', { a: 'd' }],
    ['<a>&lt;&gt;&amp;&quot;&apos;&#233;&#xE9;&#x1F600;&amp;lt;</a>', { a: '<>&"\'éé😀&lt;' }],
    ['<a><![CDATA[]]><![CDATA[]]]]></a>', { a: ']]' }],
    ['<!-- x --><a/><!-- y --><?z?>\n', { a: '' }],
    ['<straße größe="1"/>', { straße: { _größe: '1' } }],
  ])('%j', (text, value) => {
    expect(readXml(text)).toEqual(value);
  });

  it('has lists where `arrays` says so, however many elements there are', () => {
    const arrays = ['ups.battery', 'ups.outlets.outlet'];
    expect(
      readXml('<ups><battery/><outlets><outlet>1</outlet></outlets></ups>', { arrays }),
    ).toEqual({
      ups: { battery: [''], outlets: { outlet: ['1'] } },
    });
    expect(readXml('<ups><battery>1</battery><battery>2</battery></ups>', { arrays })).toEqual({
      ups: { battery: ['1', '2'] },
    });
  });

  it('is read back as it was written, whatever the names and attributes', () => {
    fc.assert(
      fc.property(elements(3), (root) => {
        fc.pre(isXmlText(JSON.stringify(root)) && isXmlText(write(root)));
        expect(readXml(write(root))).toEqual(Object.fromEntries([[root.name, valueOf(root)]]));
      }),
    );
  });

  it.each([
    ['<?xml version="1.0" encoding="ISO-8859-1"?>', 'ISO-8859-1'],
    ["<?xml version='1.0' encoding='windows-1252' standalone='yes'?>", 'windows-1252'],
    ['<?xml version="1.0"?><a encoding="x"/>', undefined],
    ['<?xml version="1.0" encoding="UTF-16"?>', undefined],
    ['<a/>', undefined],
  ])('%s declares its encoding', (text, encoding) => {
    expect(declaredEncoding(Buffer.from(text))).toBe(encoding);
  });
});

describe('a bad XML document', () => {
  it.each([
    ['', 'XML is empty'],
    [' \n', 'XML is empty'],
    ['<!-- x -->', 'XML is truncated: it ends at 1:11: document must contain a root element'],
    ['{"a":1}', 'XML at 1:1: text data outside of root node, found "{"'],
    [
      '<?xml version="1.0"?><!-- & -->\nNot Found <a/>',
      'XML at 2:1: text data outside of root node, found "Not"',
    ],
    [
      '<a>\n<b></a>',
      'XML at 2:4: unexpected close tag, found "</a>": <b>, which begins at 2:1, is not closed',
    ],
    ['</a>', 'XML at 1:1: unmatched closing tag: a, found "</a>"'],
    ['<a/>\n<b/>', 'XML at 2:1: documents may contain only one root, found "<b/"'],
    ['<a/>x', 'XML at 1:5: text data outside of root node, found "x"'],
    ['<a/>\n<!-- y -->\u00a0', 'XML at 2:11: text data outside of root node, found "\u00a0"'],
    ['<a b="1" b="2"/>', 'XML at 1:1: duplicate attribute: b, found "<a b=\\"1\\" b=\\"2\\"/>"'],
    [
      '<a entity="1" entity=""/>',
      'XML at 1:1: duplicate attribute: entity, found "<a entity=\\"1\\" entity=\\"\\"/>"',
    ],
    ['<a b=1/>', 'XML at 1:6: unquoted attribute value, found "1"'],
    ['<a b/>', 'XML at 1:5: disallowed character in attribute name, found "/"'],
    ['<a b>', 'XML at 1:5: attribute without value, found ">"'],
    ['<a b="<"/>', 'XML at 1:7: disallowed character, found "<"'],
    ['<a "b"/>', 'XML at 1:4: disallowed character in attribute name, found "\\""'],
    ['<a>1 < 2</a>', 'XML at 1:7: disallowed character in tag name, found " "'],
    ['<a\n>\r\n\u0001</a>', 'XML at 3:1: disallowed character, found "\\u0001"'],
    ['<a>]]></a>', 'XML at 1:6: the string "]]>" is disallowed in char data'],
    ['<a><!-- -- --></a>', 'XML at 1:11: malformed comment'],
    [
      '\n<?xml version="1.0"?><a/>',
      'XML at 2:6: an XML declaration must be at the start of the document',
    ],
    [
      '<a/><!DOCTYPE a>',
      'XML at 1:5: inappropriately located doctype declaration, found "<!DOCTYPE"',
    ],
    ['<a>x & y</a>', 'XML at 1:6: expected an entity after "&"; a bare one is written &amp;'],
    [
      '<a><!-- &x; -->&lt;;\n<b/>&amp; & y; &#1;</a>',
      'XML at 2:11: expected an entity after "&"; a bare one is written &amp;',
    ],
    [
      '<a>x & y<!-- z --></a >;',
      'XML at 1:6: expected an entity after "&"; a bare one is written &amp;',
    ],
    [
      '<a>\n<b c="&gt;" d="?x&y=1"/></a>',
      'XML at 2:18: expected an entity after "&"; a bare one is written &amp;',
    ],
    [
      '<a>\n&nbsp;</a>',
      'XML at 2:1: the entity "&nbsp;" is not known; there are &lt; &gt; &amp; &quot; &apos; and &#...;, and a DOCTYPE adds none',
    ],
    [
      '<a>&amp;<!-- &x; --><?p &y;?>&;</a>',
      'XML at 1:30: expected an entity after "&"; a bare one is written &amp;',
    ],
    [
      '<a b="&#0;"/>',
      'XML at 1:7: the entity "&#0;" is not known; there are &lt; &gt; &amp; &quot; &apos; and &#...;, and a DOCTYPE adds none',
    ],
    ['<a></a b="1">', 'XML at 1:8: disallowed character in closing tag, found "b"'],
    ['<a><!X>1</a>', 'XML at 1:4: incorrect syntax, found "<!X>1</a>"'],
    [
      '<a><!X></a>',
      'XML is truncated: it ends at 1:12: "<!X></a>", which begins at 1:4, has no end',
    ],
    ['<!doctype html><p>', 'XML at 1:1: incorrect syntax, found "<!doctype": this is HTML'],
    [
      '<!DOCTYPE html>\n<html><br></html>',
      'XML at 2:11: unexpected close tag, found "</html>": <br>, which begins at 2:7, is not closed: this is HTML',
    ],
    [
      '<!DOCTYPE x [\n<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>\n<x>&b;</x>',
      'XML at 3:4: the entity "&b;" is not known; there are &lt; &gt; &amp; &quot; &apos; and &#...;, and a DOCTYPE adds none',
    ],
    [
      '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x y="&a;"/>',
      'XML at 1:61: the entity "&a;" is not known; there are &lt; &gt; &amp; &quot; &apos; and &#...;, and a DOCTYPE adds none',
    ],
    [
      '<!DOCTYPE x [<!ENTITY a "c">]>\n& <x/>',
      'XML at 2:1: text data outside of root node, found "&"',
    ],
  ])('%j is told as: %s', (text, message) => {
    expect(problemOf(() => readXml(text))).toBe(message);
  });

  it('is refused when it is too deep', () => {
    const text = '<a>'.repeat(101) + '</a>'.repeat(101);
    expect(problemOf(() => readXml(text))).toBe('XML at 1:301: is nested deeper than 100 elements');
    expect(() => readXml('<a>'.repeat(100) + '</a>'.repeat(100))).not.toThrow();
  });

  it('is told to be truncated at every place where it may be cut', () => {
    const text = feed.trimEnd();
    for (let end = text.indexOf('<rss') + 1; end < text.length; end += 1) {
      expect(problemOf(() => readXml(text.slice(0, end)))).toMatch(
        /^XML is truncated: it ends at \d+:\d+: .+, which begins at \d+:\d+, (?:is not closed|has no end)$/,
      );
    }
    for (let end = 1; end < text.indexOf('<rss') + 1; end += 1) {
      expect(problemOf(() => readXml(text.slice(0, end)))).toMatch(
        /^XML is truncated: it ends at \d+:\d+: \S/,
      );
    }
  });

  it.each([
    ['<a><b>1</b', 'XML is truncated: it ends at 1:11: "</b", which begins at 1:8, has no end'],
    ['<a>\n<b>1</b>', 'XML is truncated: it ends at 2:9: <a>, which begins at 1:1, is not closed'],
    ['<a b="&am', 'XML is truncated: it ends at 1:10: <a>, which begins at 1:1, is not closed'],
    [
      '<a><!-- x --><![CDATA[<b>]] ></a>',
      'XML is truncated: it ends at 1:34: "<![CDATA[<b>]] ></a>", which begins at 1:14, has no end',
    ],
    ['<a/><!-- b', 'XML is truncated: it ends at 1:11: "<!-- b", which begins at 1:5, has no end'],
  ])('is told what a cut has left open: %j', (text, message) => {
    expect(problemOf(() => readXml(text))).toBe(message);
  });

  it.each([
    ['elements', '<a>'.repeat(1_000_000)],
    ['brackets', '<'.repeat(3_000_000)],
    ['attributes', `<a ${'b="1" '.repeat(300_000)}`],
    ['space in a tag', `<a${' '.repeat(3_000_000)}`],
    ['comments', '<!DOCTYPE x ['.concat('<!--'.repeat(1_000_000))],
    ['ampersands', `<a>${'&'.repeat(3_000_000)}`],
    ['quotes', `<a b=${'"'.repeat(3_000_000)}`],
    ['openings within CDATA', `<a><![CDATA[${'<!--<?'.repeat(500_000)}`],
    ['comments that are complete', `<a>${'<!---->'.repeat(500_000)}&`],
    ['document type quotes', `<!DOCTYPE x [${"'] '".repeat(1_000_000)}`],
    ['long names', `<${'a'.repeat(3_000_000)}></${'b'.repeat(3_000_000)}>`],
    ['long entities', `<a>&${'b'.repeat(3_000_000)};</a>`],
    ['long attribute names', `<a ${`${'b'.repeat(1_000_000)}="" `.repeat(2)}/>`],
  ])('is refused shortly, however many %s it has', (_name, text) => {
    expect(problemOf(() => readXml(text)).length).toBeLessThan(200);
  });
});
