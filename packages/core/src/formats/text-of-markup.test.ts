import { anyCharacter } from "@paperledger/events/any-text.fixture";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UNPREFIXED } from "./known-elements.ts";
import { textOfElement, textOfMarkup } from "./text-of-markup.ts";
import { parseXmlElement } from "./xml-element.ts";

describe("markup is left out", () => {
  test.each([
    ["inline tags", "CO<sub>2</sub> in <i>Drosophila</i>", "CO2 in Drosophila"],
    ["tags with a prefix", "<jats:p>10<jats:sup>6</jats:sup> cells</jats:p>", "106 cells"],
    ["tags with attributes", '<jats:p xml:lang="en">a <span class="x>y">b</span></jats:p>', "a b"],
    ["paragraphs", "<jats:p>One.</jats:p><jats:p>Two.</jats:p>", "One. Two."],
    [
      "sections",
      "<jats:sec>\n<jats:title>Methods</jats:title>\n<jats:p>We tried.</jats:p></jats:sec><jats:sec><jats:title>Results</jats:title><jats:p>It failed.</jats:p></jats:sec>",
      "Methods We tried. Results It failed.",
    ],
    [
      "the heading of all abstracts",
      "<jats:title>ABSTRACT</jats:title><jats:p>We tried.</jats:p>",
      "We tried.",
    ],
    ["list items", "<ul><li>One</li><li>Two</li></ul>", "One Two"],
    [
      "list items of JATS",
      "<jats:list><jats:list-item><jats:p>One</jats:p></jats:list-item><jats:list-item>Two</jats:list-item></jats:list>",
      "One Two",
    ],
    ["definitions", "<dl><dt>Aim</dt><dd>To try</dd></dl>", "Aim To try"],
    ["cells of a table", "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2 3"],
    [
      "a block before a punctuation mark",
      "<h1>Trials</h1>, a <p>report</p>: (<p>new</p>)",
      "Trials, a report: ( new)",
    ],
    ["headings that stand close to the text", "<h4>Objective</h4>This study", "Objective This study"],
    ["upper case", "<P>CO<SUB>2</SUB></P><BR>here", "CO2 here"],
    ["quotes of both kinds, and spaces", "<span class='a' id = \"b\" >x</span >y<br />z", "xy z"],
    ["comments and scripts", "a<!-- <b> -- c -->b<style>p { x }</style>c<script>d()</script>e", "abce"],
    ["CDATA sections", "a <![CDATA[b <i>c</i>]]> d", "a b c d"],
    ["face markup of publishers", "CO<inf>2</inf> in <scp>DNA</scp>", "CO2 in DNA"],
    ["a heading in HTML", "<h1>Abstract:</h1><p>We tried.</p>", "We tried."],
    ["MathML", "of <mml:math><mml:mi>x</mml:mi><mml:mo>=</mml:mo><mml:mn>1</mml:mn></mml:math>.", "of x=1."],
    [
      "a formula in TeX beside MathML",
      "<jats:p>of <jats:inline-formula><jats:alternatives><jats:tex-math>\\documentclass{minimal}$x$</jats:tex-math><mml:math><mml:mi>x</mml:mi></mml:math></jats:alternatives></jats:inline-formula>.</jats:p>",
      "of x.",
    ],
    [
      "a formula's annotation",
      "<mml:math><mml:semantics><mml:mi>x</mml:mi><mml:annotation>$x$</mml:annotation></mml:semantics></mml:math>",
      "x",
    ],
  ])("%s", (_, source, text) => {
    expect(textOfMarkup(source)).toBe(text);
  });

  test("a tag is found again, whatever the texts before it were", () => {
    const source = `<i>a</i> <b title='>'>b</b> <b title='> <i/>c <foo>d</foo>`;
    const text = "a b <b title='> c <foo>d</foo>";
    expect([textOfMarkup(source), textOfMarkup(source)]).toEqual([text, text]);
  });

  test("and a formula in TeX alone stays", () => {
    expect(
      textOfMarkup("<jats:inline-formula><jats:tex-math>$x$</jats:tex-math></jats:inline-formula>"),
    ).toBe("$x$");
  });
});

describe("what is not well-formed is read all the same", () => {
  test.each([
    ["a comparison", "Where p < 0.05 and q > 0.1", "Where p < 0.05 and q > 0.1"],
    ["a comparison beside tags", "n<10 of H<sub>2</sub>O", "n<10 of H2O"],
    ["a bare ampersand", "AT&T and R&amp;D", "AT&T and R&D"],
    ["an ampersand beside tags", "<i>Q & A</i>", "Q & A"],
    ["a tag that is not closed", "<jats:p>One.<jats:p>Two.", "One. Two."],
    ["a tag closed twice", "x<sup>2</sup></sup>", "x2"],
    ["a tag that is not markup", "The <T> cell & its <kin>", "The <T> cell & its <kin>"],
    ["a document type", "<!DOCTYPE x> a", "<!DOCTYPE x> a"],
    ["a closed wrapper", "a</text><text>b", "a</text><text>b"],
    ["a cut off tag", "a <jats:p", "a <jats:p"],
  ])("%s", (_, source, text) => {
    expect(textOfMarkup(source)).toBe(text);
  });
});

describe("markup that is escaped is markup too", () => {
  test.each([
    ["once", "CO&lt;sub&gt;2&lt;/sub&gt;", "CO2"],
    ["twice", "CO&amp;lt;sub&amp;gt;2&amp;lt;/sub&amp;gt;", "CO2"],
    ["three times", "CO&amp;amp;lt;sub&amp;amp;gt;2", "CO2"],
    ["in numbers", "CO&#60;sub&#x3e;2&#60;/sub&#62;", "CO2"],
    ["with attributes", "&lt;p class=&quot;x&quot;&gt;a&lt;/p&gt;b", "a b"],
    [
      "in markup",
      "<jats:p>&lt;p&gt;We &lt;em&gt;did&lt;/em&gt; it&amp;nbsp;all.&lt;/p&gt;&lt;p&gt;Twice, p &lt; 0.05.&lt;/p&gt;</jats:p>",
      "We did it all. Twice, p < 0.05.",
    ],
  ])("%s", (_, source, text) => {
    expect(textOfMarkup(source)).toBe(text);
  });
});

test.each([
  ["a character that is escaped four times is decoded", "a &amp;amp;amp;lt; b", "a < b"],
  ["one that is escaped more often is decoded four times", "a &amp;amp;amp;amp;amp;lt; b", "a &amp;lt; b"],
  ["a tag that is escaped three times is left out", "CO&amp;amp;lt;sub&amp;amp;gt;2", "CO2"],
  ["a tag that is escaped four times is decoded", "CO&amp;amp;amp;lt;sub&amp;amp;amp;gt;2", "CO<sub>2"],
])("%s", (_, text, expected) => {
  expect(textOfMarkup(text)).toBe(expected);
});

test("a tag that stays, because its value has no quotes, loses its end tag", () => {
  expect(textOfMarkup("see <a href=x>u</a>")).toBe("see <a href=x>u");
});

describe("a < begins a tag only where a whole tag of a known element stands", () => {
  test.each([
    "If a<b and c>d then",
    "for x<i and all y>z we have P<0.001",
    "<i and all y>",
    "a <i j> b",
    "a <b=c> d",
    "a <sub 2> b",
    "a <p_T> b",
    "<x> and <k> and <T>",
    "a <i",
    "a <i class=",
    'a <i class="b',
    "a </ i>",
    "a < i > b",
    "<<<>>>",
    "<!-- a",
    "a --> b",
    "<![CDATA[ a",
    "<?php a ?>",
    "<foo:bar> a </foo:bar>",
    "a<bb>c",
  ])("so that %s stays", (text) => {
    expect(textOfMarkup(text)).toBe(text);
    expect(textOfMarkup(text.replaceAll("&", "&amp;").replaceAll("<", "&lt;"))).toBe(text);
  });
});

test("an entity stays if no character has its name or number", () => {
  const source = "&lt &bogus; &#0; &#55296; &#x110000; &#12345678; &; &#x; &lt&gt; &toString; &#X41;";
  expect(textOfMarkup(source)).toBe(
    "&lt &bogus; &#0; &#55296; &#x110000; &#12345678; &; &#x; &lt> &toString; A",
  );
});

describe("entities are decoded", () => {
  test.each([
    ["Erd&#337;s &#x26; Co", "Erdős & Co"],
    ["&amp;amp; &amp;lt;", "& <"],
    ["a &nbsp; b&#13;&#xa;c", "a b c"],
    ["p &lt; 0.05 &gt; &le;", "p < 0.05 > ≤"],
  ])("%s is %s", (source, text) => {
    expect(textOfMarkup(source)).toBe(text);
  });

  test.each([
    "&nope;",
    "&toString;",
    "AT&T;",
    "&#0;",
    "&#xD800;",
    "&#x110000;",
    "&#;",
    "&;",
    "R&D",
    "&#12a;",
    "&amp",
  ])("but not %s", (text) => {
    expect(textOfMarkup(text)).toBe(text);
  });
});

describe("a formula that is given twice is there once", () => {
  const tex = "<tex-math>$y$</tex-math>";
  const math = "<math><mi>x</mi></math>";
  test.each([
    ["of alternatives", `a <alternatives>${tex}${math}</alternatives> b`, "a x b"],
    ["whatever their order", `a <alternatives>${math}${tex}</alternatives> b`, "a x b"],
    ["without alternatives", `a <inline-formula>${tex}${math}</inline-formula> b`, "a x b"],
    ["of two formulas", `${math} <inline-formula>${tex}</inline-formula>`, "x $y$"],
    ["of TeX with a label", `<disp-formula><label>(1)</label>${tex}</disp-formula>`, "(1) $y$"],
    ["of an annotation alone", "<math><semantics><annotation>$y$</annotation></semantics></math>", "$y$"],
    ["of an annotation without its end", "<math><mi>x</mi><annotation>$y$</math> and more", "x$y$ and more"],
    [
      "escaped",
      "&lt;math&gt;&lt;mi&gt;x&lt;/mi&gt;&lt;annotation&gt;$y$&lt;/annotation&gt;&lt;/math&gt;",
      "x",
    ],
  ])("%s", (_, source, text) => {
    expect(textOfMarkup(source)).toBe(text);
    if (!source.startsWith("&") && !source.includes("and more"))
      expect(textOfElement(parseXmlElement(`<t>${source}</t>`))).toBe(text);
  });
});

describe("an element of XML", () => {
  test.each([
    ["CO<sub>2</sub> in <Whatever>E. coli</Whatever>", "CO2 in E. coli"],
    ["CO&lt;sub&gt;2&lt;/sub&gt; at p&lt;0.05", "CO2 at p<0.05"],
    ["CO&amp;lt;sub&amp;gt;2", "CO2"],
    ["If a&lt;b and c&gt;d", "If a<b and c>d"],
    ["<![CDATA[a<sub>2</sub> & b]]>", "a2 & b"],
    ["<ul><li>One</li><li>Two</li></ul>", "One Two"],
    [
      "<mml:math><mml:semantics><mml:mi>x</mml:mi><mml:annotation>$x$</mml:annotation></mml:semantics></mml:math>",
      "x",
    ],
    ["", ""],
  ])("%s has the text %s", (content, text) => {
    expect(textOfElement(parseXmlElement(`<t xmlns:mml="m">${content}</t>`))).toBe(text);
  });

  test("that is not there has none", () => {
    expect(textOfElement(undefined)).toBe("");
  });
});

test.each([
  ["a\ud83d<i>b</i>", "a\ufffdb"],
  ["a\ud83d&amp;b", "a\ufffd&b"],
  ["a\ude00<i>b</i>", "a\ufffdb"],
])("half a character takes nothing with it: %j is %j", (source, text) => {
  expect(textOfMarkup(source)).toBe(text);
});

test("text without markup does not change, except that it is on one line", () => {
  expect(textOfMarkup(" a\n  b > c ")).toBe("a b > c");
});

const piece = fc.constantFrom(
  ..."< > & a b i x = / \" ' ; # 1 p_T _".split(" "),
  " ",
  "jats:p",
  "<!--",
  "]]>",
  "<![CDATA[",
  "&#0;",
  "<?x",
  "amp",
  "O_LI",
);
const pieces = fc.array(piece, { maxLength: 12 }).map((all) => all.join(""));
const words = (text: string) => text.replace(/[\s\p{Cc}]/gu, "");
/** Matches everything that can be a tag, and more. */
const MAY_BE_TAG = /<[a-z/!][\s\S]*?>/i;

describe("of any text", () => {
  test("that has no tag and no entity, all is kept", () => {
    fc.assert(
      fc.property(fc.oneof(pieces, fc.string({ unit: anyCharacter })), (text) => {
        fc.pre(!MAY_BE_TAG.test(text) && !/&\S+;/.test(text));
        expect(words(textOfMarkup(text))).toBe(words(text.toWellFormed()));
      }),
      { numRuns: 500 },
    );
  });

  test("that is escaped, all is kept", () => {
    fc.assert(
      fc.property(pieces, (text) => {
        fc.pre(!MAY_BE_TAG.test(text) && !/&\S+;/.test(text));
        const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
        expect(textOfMarkup(escaped)).toBe(textOfMarkup(text));
        expect(textOfMarkup(escaped.replaceAll("&", "&amp;"))).toBe(textOfMarkup(text));
      }),
      { numRuns: 500 },
    );
  });

  test("between tags, no letter is lost, and no tag is left", () => {
    const tag = fc.constantFrom(
      "<i>",
      "</i>",
      "<p>",
      "</p>",
      '<span class="x">',
      "<br/>",
      "<mml:mi>",
      "<title>",
      "</title>",
    );
    const letters = fc.stringMatching(/^[a-z]{1,4}(?: <)?$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(letters, tag), { maxLength: 12 }), fc.nat(2), (parts, escapes) => {
        let source = parts.flat().join("");
        for (let nth = 0; nth < escapes; nth++)
          source = source.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
        expect(words(textOfMarkup(source))).toBe(words(parts.map(([text]) => text).join("")));
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["tags that do not end", '<a b="'],
    ["comments that do not end", "<!--"],
    ["start tags alone", "<p>"],
    ["end tags of another element", "<p></title>"],
    ["formulas without end", "<math><annotation>x</annotation>"],
    ["white space in a tag", `<a${" ".repeat(50)}`],
    ["attributes that hold tags", `<a b="<a b='" c='`],
    ["ampersands", "&a"],
    ["marks", "O_LI"],
  ])(
    "and of any length, it takes no longer than the length says: %s",
    (_, repeated) => {
      const text = repeated.repeat(Math.ceil(2_000_000 / repeated.length));
      expect(textOfMarkup(text).length).toBeGreaterThan(-1);
    },
    60_000,
  );
});

test("a tag without attributes, which is looked up, gives the same text as one with a space, which is matched", () => {
  for (const name of UNPREFIXED)
    for (const prefix of ["", "jats:"]) {
      const element = (space: string) =>
        `a<${prefix}${name}${space}>b</${prefix}${name}${space}>c <${prefix}${name}${space}>d`;
      expect(textOfMarkup(element("")), name).toBe(textOfMarkup(element(" ")));
    }
});
