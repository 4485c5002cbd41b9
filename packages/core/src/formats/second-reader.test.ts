import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arxivEntry, arxivFeed } from "./fixtures/arxiv-feeds.ts";
import {
  arxivMetadata,
  arxivRawMetadata,
  dublinCoreMetadata,
  oaiError,
  oaiRecord,
  oaiRecords,
} from "./fixtures/arxiv-oai.ts";
import { atomEntry, atomFeed } from "./fixtures/atom-feed.ts";
import { dblpPerson } from "./fixtures/dblp.ts";
import { doajOaiRecord } from "./fixtures/doaj.ts";
import { jatsArticle, pmcOaiRecord } from "./fixtures/jats.ts";
import { MARKED_UP_TEXTS } from "./fixtures/marked-up-texts.ts";
import { pubmedArticle, pubmedFile } from "./fixtures/pubmed.ts";
import { recordsWithTexts } from "./fixtures/records-with-texts.ts";
import { secondReading } from "./fixtures/second-reader.ts";
import { anyElement, joined, xmlOf } from "./fixtures/xml-elements.ts";
import { parseXmlElement, type XmlElement } from "./xml-element.ts";

const isXml = (text: string) => text.startsWith("<");

const ENTRY = atomEntry({ name: "2401.00001v1", title: "A & <b>", summary: "p < 0.05", authors: ["Pál"] });

const FIXTURES: readonly string[] = [
  arxivEntry(),
  arxivFeed(arxivEntry(), arxivEntry()),
  oaiRecord(arxivMetadata()),
  oaiRecord(arxivRawMetadata()),
  oaiRecord(dublinCoreMetadata()),
  oaiRecord(undefined, { status: ' status="deleted"' }),
  oaiRecords(oaiRecord(arxivMetadata()), oaiRecord(dublinCoreMetadata())),
  oaiError("badArgument", "A &lt;b&gt; &amp; c"),
  pubmedArticle(),
  pubmedFile([pubmedArticle()], ['<PMID Version="1">2</PMID>']),
  ENTRY,
  atomFeed([ENTRY]),
  dblpPerson(),
  jatsArticle(),
  pmcOaiRecord(jatsArticle()),
  doajOaiRecord(),
];

describe("fast-xml-parser reads the same as we do", () => {
  test.each(FIXTURES)("in the fixture %.60s", (text) => {
    expect(joined(secondReading(text))).toEqual(joined(parseXmlElement(text)));
  });

  test.each(MARKED_UP_TEXTS)("in records of every XML format with %s", (text) => {
    const records = Object.values(
      recordsWithTexts({ title: text, abstract: text, author: text, category: "b" }),
    );
    const ofXml = records.filter(isXml);
    expect(ofXml.length).toBeGreaterThan(2);
    for (const record of ofXml)
      expect(joined(secondReading(record))).toEqual(joined(parseXmlElement(record)));
  });

  test("in any element", () => {
    fc.assert(
      fc.property(anyElement, fc.boolean(), (element, asCdata) => {
        const text = xmlOf(element, asCdata);
        fc.pre(!RESERVED.test(text));
        expect(joined(secondReading(text))).toEqual(joined(parseXmlElement(text)));
      }),
    );
  });
});

/** Names that fast-xml-parser refuses or changes. */
const RESERVED = /<(?:__proto__|constructor|prototype|toString|valueOf|hasOwnProperty|__\w+)[\s>]/;

/** Reads a text and returns the result as XML, or that it was refused. */
function outcome(read: (text: string) => XmlElement, text: string): string {
  try {
    return xmlOf(joined(read(text)));
  } catch {
    return "refused";
  }
}

describe("if the two readers differ, ours is right:", () => {
  test.each([
    ["an end tag of another element is not well-formed", "<a><b>1</c></a>", "refused", "<a><b>1</b></a>"],
    ["a missing end tag is not well-formed", "<a><b>1</a>", "refused", "<a><b>1</b></a>"],
    ["an end tag without a start tag is not well-formed", "<a></b></a>", "refused", "<a></a>"],
    ["a bare < is not well-formed, and begins no element", "<a>1 < 2</a>", "refused", "<a>1 <></></a>"],
    ["a bare & is not well-formed", "<a>A & B</a>", "refused", "<a>A &#38; B</a>"],
    ["an attribute given twice is not well-formed", "<a b='1' b='2'/>", "refused", '<a b="2"></a>'],
    ["an attribute without quotes is not well-formed", "<a b=1/>", "refused", "<a></a>"],
    ["a < in an attribute is not well-formed", "<a b='<'/>", "refused", '<a b="&#60;"></a>'],
    ["a record is one element", "<a/><b/>", "refused", "<a></a>"],
    [
      "a line feed in an attribute is a space (XML 1.0, 3.3.3)",
      "<a b='x\ny'/>",
      '<a b="x y"></a>',
      '<a b="x&#10;y"></a>',
    ],
    [
      "feeds use all of HTML's entities, not the commonest alone",
      "<a>&eacute;&alpha;&AMP;</a>",
      "<a>éα&#38;</a>",
      "<a>&#38;eacute;&#38;alpha;&#38;AMP;</a>",
    ],
    [
      "a number of no character stays as it is written, for nothing of a text is lost",
      "<a>x&#0;y&#xD800;z</a>",
      "<a>x&#38;#0;y&#38;#xD800;z</a>",
      "<a>xyz</a>",
    ],
    [
      "an element may have the name of what every object has",
      "<a><toString>x</toString></a>",
      "<a><toString>x</toString></a>",
      "<a><__toString>x</__toString></a>",
    ],
    [
      "also of what an object is changed by",
      "<a><constructor>x</constructor></a>",
      "<a><constructor>x</constructor></a>",
      "refused",
    ],
  ])("%s", (_, text, ours, theirs) => {
    expect(outcome(parseXmlElement, text)).toBe(ours);
    expect(outcome(secondReading, text)).toBe(theirs);
  });

  test("elements nested without end cost a stack, and are refused", () => {
    const text = `${"<a>".repeat(80)}${"</a>".repeat(80)}`;
    expect(outcome(parseXmlElement, text)).toBe("refused");
    expect(outcome(secondReading, text)).not.toBe("refused");
  });
});
