import fc from "fast-check";
import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import { anyElement, joined, xmlOf } from "./fixtures/xml-elements.ts";
import {
  attributeOf,
  childOf,
  childrenOf,
  type PassedOver,
  parseXmlElement,
  passedOver,
  textOf,
  type XmlElement,
  XmlError,
} from "./xml-element.ts";

const textIn = (content: string) => textOf(parseXmlElement(`<a>${content}</a>`));

describe("text", () => {
  test.each([
    ["of inline tags is in its place", "CO<sub>2</sub> and H<sub>2</sub>O <i>here</i>", "CO2 and H2O here"],
    ["keeps its white space", "  a\n <b> c </b> ", "  a\n  c  "],
    ["of numbers stays text", "1507.07790", "1507.07790"],
    ["of numeric entities is decoded", "Erd&#337;s &#x2013; &#x1F600;", "Erdős – \u{1F600}"],
    ["of XML's entities is decoded", "&lt;&gt;&amp;&quot;&apos;", "<>&\"'"],
    ["of HTML's entities is decoded", "1&nbsp;&ndash;&nbsp;2 &copy; caf&eacute;", "1\u00a0–\u00a02 © café"],
    ["is decoded once", "&amp;lt; &amp;#337; &amp;amp;", "&lt; &#337; &amp;"],
    ["of entities that are not known stays", "&unknown; &toString; &#0;", "&unknown; &toString; &#0;"],
    [
      "of characters that there are not stays",
      "&#x110000; &#xD800; &#; &#12a;",
      "&#x110000; &#xD800; &#; &#12a;",
    ],
    ["keeps control characters", "a\u0001b\u000b\uffff", "a\u0001b\u000b\uffff"],
    ["may hold what ends a CDATA section", "a]]>b", "a]]>b"],
    ["has line ends of one kind", "a\r\nb\rc\nd", "a\nb\nc\nd"],
    ["of CDATA is as it is", "a<![CDATA[<b>&amp;]] > ]]>c", "a<b>&amp;]] > c"],
    ["has no comments and instructions in it", "a<!-- b -->c<?d e?>f", "acf"],
    ["has no comment in it that has -- in it", "a<!-- b -- c -- d -->e<b>f</b>", "aef"],
    ["behind an & in CDATA is as good as any", "<![CDATA[a & b]]>c&#11;d", "a & bc&#11;d"],
    ["behind an & in a comment is as good as any", "<!-- & -->c&#11;d", "c&#11;d"],
    ["has no declaration in it", 'a<?xml version="1.0" encoding="UTF-8"?><b>c</b>d', "acd"],
    ["has no declaration in it that says nothing", "a<?xml ?>b", "ab"],
    [
      "has no prolog in it",
      '<?xml version="1.0"?>\n<!DOCTYPE b PUBLIC "-//X//DTD b//EN" "http://example.org/b.dtd"><b>&amp;c;</b><!DOCTYPE b>',
      "\n&c;",
    ],
    ["of many entities is not a bomb", "&lt;".repeat(50_000), "<".repeat(50_000)],
    ["may be empty", "", ""],
  ])("%s", (_, content, expected) => {
    expect(textIn(content)).toBe(expected);
  });

  test("may be nested fifty deep", () => {
    expect(textIn(`${"<b>".repeat(50)}x${"</b>".repeat(50)}`)).toBe("x");
  });

  test("of an element that is not there is empty", () => {
    expect(textOf(childOf(parseXmlElement("<a/>"), "b"))).toBe("");
  });

  test("may have a megabyte", () => {
    expect(textIn("x y ".repeat(262_144)).length).toBe(1_048_576);
  });
});

describe("elements and attributes", () => {
  const element = parseXmlElement(
    `<p:a xmlns:p="urn:p" p:id="0010" t='&lt;"'><b>1</b><p:c/><q:b xmlns:q="urn:q">2</q:b></p:a>`,
  );

  test("go by their name without its prefix, in order", () => {
    expect(element.name).toBe("a");
    expect(childrenOf(element, "b").map(textOf)).toEqual(["1", "2"]);
    expect(textOf(childOf(element, "b"))).toBe("1");
    expect(childrenOf(element, "d")).toEqual([]);
  });

  test("have their values as text, decoded", () => {
    expect(attributeOf(element, "id")).toBe("0010");
    expect(attributeOf(element, "t")).toBe('<"');
    expect(attributeOf(element, "constructor")).toBeUndefined();
  });

  test("of a namespace are no attributes", () => {
    expect(attributeOf(element, "p")).toBeUndefined();
    expect(attributeOf(element, "xmlns")).toBeUndefined();
  });

  test.each(["hasOwnProperty", "toString", "valueOf", "constructor", "prototype", "__proto__"])(
    "named %s do no harm",
    (name) => {
      const odd = parseXmlElement(`<a ${name}="1"><${name}><polluted>2</polluted></${name}><b>3</b></a>`);
      expect(textOf(childOf(odd, name))).toBe("2");
      expect(textOf(childOf(odd, "b"))).toBe("3");
      expect(attributeOf(odd, name)).toBe("1");
      expect({}).not.toHaveProperty("polluted");
    },
  );
});

test("an element that was written is read as it was", () => {
  fc.assert(
    fc.property(anyElement, fc.boolean(), (written, asCdata) => {
      expect(joined(parseXmlElement(xmlOf(written, asCdata)))).toEqual(joined(written));
    }),
  );
});

test("a stray ampersand takes no element with it, or is an XmlError", () => {
  const piece = fc.constantFrom(
    "&",
    "#",
    "&#",
    "x",
    "0",
    ";",
    "; ",
    "<b/>",
    "<b>",
    "</b>",
    "&amp;",
    "&#0;",
    "&nope;",
    "<![CDATA[&]]>",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = `<a>${pieces.join("")}</a>`;
      const read = readOrXmlError(text);
      if (read) expect(elementsIn(read)).toBe(1 + (text.match(/<b/g) ?? []).length);
    }),
    { numRuns: 1_500 },
  );
});

const WORDS = "a text of many words, ".repeat(10);

describe("a long text", () => {
  test.each([
    ["is read as it stands", WORDS, WORDS],
    ["has its entities decoded", `${WORDS}p &lt; 0.05, R&amp;D, caf&eacute;`, `${WORDS}p < 0.05, R&D, café`],
    ["keeps entities that are not known", `${WORDS}&unknown; &#337;`, `${WORDS}&unknown; ő`],
    ["has line ends of one kind", `${WORDS}\r\n${WORDS}\r`, `${WORDS}\n${WORDS}\n`],
    ["of CDATA is as it is", `<![CDATA[<b>${WORDS}&amp;</b>]]>`, `<b>${WORDS}&amp;</b>`],
    ["of a comment is left out", `<!-- <b>${WORDS}</b> -->c`, "c"],
    ["of an attribute is left out", `<b c=">${WORDS}"/>d`, "d"],
    ["may hold a >", `${WORDS}> ${WORDS}`, `${WORDS}> ${WORDS}`],
  ])("%s", (_, content, expected) => {
    expect(textIn(content)).toBe(expected);
  });

  test("before a fault does not change the place that is told", () => {
    expect(() => parseXmlElement(`<a>\n${WORDS}\n <b></c></a>`)).toThrow(/^line 3, column 8: unexpected/);
  });

  test("behind the element is an XmlError", () => {
    expect(() => parseXmlElement(`<a/>${WORDS}<b/>`)).toThrow(/text data outside of root node/);
  });

  test("among any pieces of XML is read as saxes alone reads it", () => {
    const piece = fc.constantFrom(
      ...[
        WORDS,
        `${WORDS}&amp; ${WORDS}`,
        `${WORDS}&nope; ${WORDS}`,
        `${WORDS}\r\n`,
        WORDS.slice(0, 130),
        ">",
      ],
      ...["<b>", "<b>", "</b>", "</b>", "<b/>", '<b c="', '"/>', "<b c='1' d = '2'  >", "x", "\n", "]]>"],
      ...["<![CDATA[", "]]>", "<!--", "-->", "<?d ", "?>", "&lt;"],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = `<a>${pieces.join("")}</a>`;
        const read = readOrXmlError(text);
        if (read) expect(textOf(read)).toBe(textBySaxes(text));
      }),
      { numRuns: 1_500 },
    );
  });
});

function textBySaxes(source: string): string {
  let text = "";
  const parser = new SaxesParser();
  parser.on("error", () => {});
  parser.on("text", (part) => {
    text += part;
  });
  parser.on("cdata", (part) => {
    text += part;
  });
  parser.write(source).close();
  return text;
}

function readOrXmlError(text: string, leftOut?: PassedOver): XmlElement | undefined {
  try {
    return parseXmlElement(text, leftOut);
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}

/** Returns an element without the elements `b` in it. */
const withoutB = (element: XmlElement): XmlElement => ({
  ...element,
  content: element.content
    .filter((part) => typeof part === "string" || part.name !== "b")
    .map((part) => (typeof part === "string" ? part : withoutB(part))),
});

const elementsIn = ({ content }: XmlElement): number =>
  content.reduce((count, part) => count + (typeof part === "string" ? 0 : elementsIn(part)), 1);

describe("elements that are passed over", () => {
  const without = passedOver("b");

  test("are not there, with all that is in them", () => {
    const read = parseXmlElement("<a>1<b x='y'>2<c>3</c><b>4</b></b>5<c>6</c><b/>7</a>", without);
    expect(joined(read)).toEqual(joined(parseXmlElement("<a>15<c>6</c>7</a>")));
  });

  test.each([
    ["an end tag too few", "<a><b><c></b></a>"],
    ["nesting a hundred deep", `<a>${"<b>".repeat(100)}${"</b>".repeat(100)}</a>`],
    ["a bare ampersand", "<a><b>AT&T & co</b></a>"],
  ])("are checked all the same: %s", (_, text) => {
    expect(() => parseXmlElement(text, without)).toThrow(XmlError);
  });

  test("among any pieces of XML leave the same rest as if they were read, and are as well-formed", () => {
    const piece = fc.constantFrom(
      ...["<b>", "</b>", "<b/>", " <b>x</b>", "\n  <b c='1'><d/></b>\n", '<b c="1"> y </b>', "\r\n<b></b>"],
      ...['<b c="1" c="2"></b>', "<b>&lt;<d>&amp;</d></b>", "<b>&nope;</b>", "<b><d></b></d>", "<bb>z</bb>"],
      ...[
        "<d>",
        "</d>",
        "x",
        "\u00a0",
        WORDS,
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?d ",
        "?>",
        '<d e="',
        '"/>',
      ],
      `<b>${"<d>".repeat(6)}${"</d>".repeat(6)}</b>`,
      `<b>${"<d>".repeat(5)}${"</d>".repeat(5)}</b>`,
    );
    let read = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = `<a>${pieces.join("")}</a>`;
        const whole = readOrXmlError(text);
        if (whole) read++;
        const rest = readOrXmlError(text, without);
        expect(rest && joined(rest)).toEqual(whole && joined(withoutB(whole)));
      }),
      { numRuns: 2_000 },
    );
    expect(read).toBeGreaterThan(100);
  });

  test("before a fault do not change the place that is told", () => {
    expect(() => parseXmlElement("<a>\n <b><c>x</c>\n</b>\n <d></e></a>", without)).toThrow(
      /^line 4, column 8: unexpected/,
    );
  });

  test("are checked at every depth", () => {
    for (let depth = 40; depth < 70; depth++) {
      const text = `${"<a>".repeat(depth)} <b><c>x</c></b>${"</a>".repeat(depth)}`;
      expect(readOrXmlError(text, without) === undefined, `${depth}`).toBe(
        readOrXmlError(text) === undefined,
      );
    }
  });
});

describe("an XmlError tells of", () => {
  test.each([
    ["a wrong end tag", "<a><b>1</c></a>"],
    ["no end tag", "<a><b>1</a>"],
    ["an attribute without quotes", "<a b=1></a>"],
    ["an attribute given twice", "<a b='1' b='2'></a>"],
    ["a < in an attribute", "<a b='<'></a>"],
    ["a bare ampersand", "<a>AT&T & co</a>"],
    ["two elements", "<a/><b/>"],
    ["no element", "text"],
    ["nothing", ""],
    ["a bare ampersand before a number sign", "<a>A &# B; C</a>"],
    ["one that would take a tag with it", "<a><b>A &# B</b><b>S &amp; D</b></a>"],
    ["one that would take an entity of that kind with it", "<a><b>A &# B</b><b>&#0;</b></a>"],
    ["one that would take the end of an attribute with it", "<a b='A &#' c='B;'/>"],
    ["a comment without an end", "<a><!-- </a>"],
    ["a tag that is not a tag", "<a>1 < 2</a>"],
    ["nesting a hundred deep", `${"<a>".repeat(100)}${"</a>".repeat(100)}`],
    ["nesting without end", `${"<a>".repeat(500_000)}${"</a>".repeat(500_000)}`],
    ["a document type", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ["a document type within", '<a><!DOCTYPE a [<!ENTITY b "c">]>&b;</a>'],
  ])("%s", (_, text) => {
    expect(() => parseXmlElement(text)).toThrow(XmlError);
  });

  test("where it is, briefly", () => {
    expect(() => parseXmlElement("<a>\n <b></c></a>")).toThrow(/^line 2, column 8: unexpected close tag/);
    try {
      parseXmlElement(`<a><${"!".repeat(100_000)}></a>`);
    } catch (error) {
      expect(error instanceof XmlError && error.message.length).toBeLessThan(300);
    }
  });

  test("but no document type in CDATA or a comment", () => {
    expect(textIn("<![CDATA[<!DOCTYPE html>]]><!-- <!DOCTYPE html> -->")).toBe("<!DOCTYPE html>");
  });
});
