import { describe, expect, test } from "vitest";
import { PLAIN_DEPTH, plainElements } from "./plain-elements.ts";

const found = (text: string) =>
  [...plainElements(["b", "list"])(text)].map(({ from, to }) => text.slice(from, to));

const nested = (depth: number) => `${"<c>".repeat(depth)}${"</c>".repeat(depth)}`;

describe("a plain element", () => {
  test.each([
    ["without content", "<b/>"],
    ["with text", "<b>x &lt; y &amp; z</b>"],
    ["with an attribute", '<b c="d">x</b>'],
    ["with other elements", '<list>\n <item n="1">x<y/></item>\n <item/>\n</list>'],
    ["with elements of its own name", "<b><b>x</b></b>"],
    ["of six levels", `<b>${nested(PLAIN_DEPTH - 1)}</b>`],
  ])("is found: %s", (_, element) => {
    expect(found(`<a>x${element}y</a>`)).toEqual([element]);
  });

  test.each([
    ["with an end tag too few", "<b><c></b>"],
    ["with crossed tags", "<b><c><d></c></d></b>"],
    ["with two attributes", '<b c="1" d="2"></b>'],
    ["with a reference in an attribute", '<b c="d &amp; e"></b>'],
    ["with another quote", "<b c='1'></b>"],
    ["with an entity of HTML", "<b>&nbsp;</b>"],
    ["with a bare ampersand", "<b>R&D</b>"],
    ["with a comment", "<b><!-- x --></b>"],
    ["with CDATA", "<b><![CDATA[x]]></b>"],
    ["of seven levels", `<b>${nested(PLAIN_DEPTH)}</b>`],
    ["with a longer name", "<bc></bc>"],
    ["that is cut off", "<b>"],
  ])("is not one %s", (_, element) => {
    expect(found(`<a>x${element}`)).toEqual([]);
  });

  test("has the white space before it told", () => {
    expect([...plainElements(["b"])("<a><c/> \n<b/></a>")]).toEqual([{ spaceFrom: 7, from: 9, to: 13 }]);
  });

  test("in a text of any length raises no error", () => {
    for (const unit of ["<c/>", "&lt;", "<c>&lt;</c>", "<c><d><e/></d></c>"])
      for (const characters of [500_000, 999_000, 2_000_000])
        expect(found(`<b>${unit.repeat(characters / unit.length)}</b>`)).toHaveLength(
          characters < 1_000_000 ? 1 : 0,
        );
  });
});
