import { describe, expect, test } from "vitest";
import type { PaperText } from "../papers/paper.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { MARKED_UP_TEXTS } from "./fixtures/marked-up-texts.ts";
import { recordsWithTexts, type Texts } from "./fixtures/records-with-texts.ts";
import { FORMATS, formatNamed } from "./formats.ts";
import { textOfMarkup } from "./text-of-markup.ts";

function paperOf(name: string, text: string): PaperText {
  const parsed = formatNamed(name)?.parse(
    { number: 1, byteOffset: 0, endByteOffset: Buffer.byteLength(text), text },
    CONTEXT,
  );
  if (parsed?.kind !== "paper") throw new Error(`${name}: ${JSON.stringify(parsed)}`);
  return parsed.paper;
}

const everywhere = (text: string): Texts => ({ title: text, abstract: text, author: text, category: text });

test("fixtures/records-with-texts.ts has a record of each format, except those that hold fewer texts, and our own form's second layout", () => {
  const tested = Object.keys(recordsWithTexts(everywhere("")));
  expect(FORMATS.map(({ name }) => name).filter((name) => !tested.includes(name))).toEqual([
    "doaj-oai",
    "dblp",
    "paper-ndjson",
  ]);
});

describe.each(Object.keys(recordsWithTexts(everywhere(""))))("every text of %s", (name) => {
  test.each([
    ["has its markup left out", 'CO<sub>2</sub>_<i>in</i>_<span class="x">vitro</span>', "CO2_in_vitro"],
    ["has its entities decoded", "A&nbsp;&eacute;&#13;b", "A é b"],
    ["has escaped markup left out", "CO&lt;sub&gt;2&lt;/sub&gt;_&lt;i&gt;x&lt;/i&gt;", "CO2_x"],
    ["has markup that is escaped twice left out", "CO&amp;lt;sub&amp;gt;2&amp;lt;/sub&amp;gt;", "CO2"],
    ["keeps comparisons", "a<b_and_c>d", "a<b_and_c>d"],
    ["keeps a text that is not a tag", "<i_and_all_y>", "<i_and_all_y>"],
    ["has bioRxiv's marks left out", "M-O_SCPLOWETAC_SCPLOW", "M-ETA"],
  ])("%s", (_, source, text) => {
    const raw = recordsWithTexts(everywhere(source))[name] ?? "";
    const { title, abstract, authors, categories, raw_xml, raw_json } = paperOf(name, raw);
    const inWords = name.startsWith("arxiv") ? text.split(" ") : [text];
    expect({ title, abstract, authors, categories }).toEqual({
      title: text,
      abstract: text,
      authors: [text],
      categories: name === "arxiv-atom" ? [text] : inWords,
    });
    expect(raw).toContain(raw_xml ?? raw_json);
  });

  test.each(MARKED_UP_TEXTS)("%s is %s", (text, plain) => {
    const raw = recordsWithTexts({ title: text, abstract: text, author: "A", category: "b" })[name] ?? "";
    expect(paperOf(name, raw)).toMatchObject({ title: plain, abstract: plain });
  });
});

test.each(MARKED_UP_TEXTS)("%s is %s", (text, plain) => {
  expect(textOfMarkup(text)).toBe(plain);
});
