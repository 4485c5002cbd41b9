import { expect, test } from "vitest";
import { arxivEntry } from "./fixtures/arxiv-feeds.ts";
import { arxivSnapshot } from "./fixtures/arxiv-kaggle.ts";
import { arxivMetadata, arxivRawMetadata, dublinCoreMetadata, oaiRecord } from "./fixtures/arxiv-oai.ts";
import { preprint } from "./fixtures/biorxiv.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { crossrefWork } from "./fixtures/crossref.ts";
import { MARKED_UP_TEXTS } from "./fixtures/marked-up-texts.ts";
import { openalexWork } from "./fixtures/openalex.ts";
import { pubmedArticle } from "./fixtures/pubmed.ts";
import { recordsWithTexts } from "./fixtures/records-with-texts.ts";
import { s2Paper } from "./fixtures/semantic-scholar.ts";
import { formatNamed } from "./formats.ts";

/** The records of our fixtures. */
const PLAIN: readonly (readonly [format: string, record: string])[] = [
  ["arxiv-atom", arxivEntry()],
  ["arxiv-oai", oaiRecord(arxivMetadata())],
  ["arxiv-oai", oaiRecord(arxivRawMetadata())],
  ["arxiv-oai", oaiRecord(dublinCoreMetadata())],
  ["arxiv-kaggle", arxivSnapshot()],
  ["pubmed", pubmedArticle()],
  ["biorxiv", preprint()],
  ["openalex", openalexWork()],
  ["crossref", crossrefWork()],
  ["semantic-scholar", s2Paper()],
];

/** A record of each format with each of the texts as its title and its abstract. */
const MARKED_UP = MARKED_UP_TEXTS.flatMap(([text]) =>
  Object.entries(recordsWithTexts({ title: text, abstract: text, author: "A", category: "b" })),
);

/** Finds markup in another way than the product does, and is less strict. */
const LOOKS_LIKE_MARKUP = /<\/?[a-z][^<>]*>|&#?\w+;|[OC]_[A-Z]{2}/gi;

/** Texts that look like markup but are not. */
const TEXTS = ["<b and c>", "<i and all y>", "<x>", "<p_T>", "<k>", "&T;", "&nope;", "&D;", "O_LI", "C_LI"];

const leftIn = (texts: readonly string[]) => texts.flatMap((text) => text.match(LOOKS_LIKE_MARKUP) ?? []);

const leftInRecords = (records: typeof PLAIN) =>
  records.flatMap(([format, text]) => {
    const parsed = formatNamed(format)?.parse(
      { number: 1, byteOffset: 0, endByteOffset: text.length, text },
      CONTEXT,
    );
    if (parsed?.kind !== "paper") throw new Error(`${format}: ${JSON.stringify(parsed)}`);
    return leftIn([parsed.paper.title, parsed.paper.abstract]);
  });

test("no title or abstract of our records has markup or an entity left", () => {
  expect(leftInRecords(PLAIN)).toEqual([]);
});

test("of texts with markup, none is left but what is text, and that is there each time", () => {
  const left = leftInRecords(MARKED_UP);
  expect(left.filter((each) => !TEXTS.includes(each))).toEqual([]);
  const formats = MARKED_UP.length / MARKED_UP_TEXTS.length;
  expect(left.length).toBe(TEXTS.length * formats * 2);
});
