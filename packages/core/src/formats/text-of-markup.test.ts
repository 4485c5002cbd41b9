import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { textOfMarkup } from "./text-of-markup.ts";

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
    ["a tag of no markup", "The <T> cell & its <kin>", "The <T> cell & its <kin>"],
    ["a document type", "<!DOCTYPE x> a", "<!DOCTYPE x> a"],
    ["a closed wrapper", "a</text><text>b", "a</text><text>b"],
    ["a cut off tag", "a <jats:p", "a <jats:p"],
  ])("%s", (_, source, text) => {
    expect(textOfMarkup(source)).toBe(text);
  });
});

test.each([
  ["&lt;i&gt;", "<i>"],
  ["Erd&#337;s &#x26; Co", "Erdős & Co"],
  ["&amp;lt;", "&lt;"],
  ["&nope;", "&nope;"],
  ["a &nbsp; b", "a b"],
])("entities are decoded once: %s is %s", (source, text) => {
  expect(textOfMarkup(source)).toBe(text);
});

test.each([
  ["a\ud83d<i>b</i>", "a\ufffdb"],
  ["a\ud83d&amp;b", "a\ufffd&b"],
  ["a\ude00<i>b</i>", "a\ufffdb"],
])("half a character takes nothing with it: %j is %j", (source, text) => {
  expect(textOfMarkup(source)).toBe(text);
});

test("text without markup is as it is, on one line", () => {
  expect(textOfMarkup(" a\n  b > c ")).toBe("a b > c");
});

test("any text is read", () => {
  const piece = fc.constantFrom(
    "<",
    ">",
    "&",
    "a",
    " ",
    "/",
    "jats:p",
    "<i>",
    "</i>",
    "<!--",
    "]]>",
    "<![CDATA[",
    "&#0;",
    '"',
    "<?x",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      expect(typeof textOfMarkup(pieces.join(""))).toBe("string");
    }),
    { numRuns: 1_000 },
  );
});
