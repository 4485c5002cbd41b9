import { tarOf } from "../archives/fixtures/tar.ts";
import { arxivEntry } from "../formats/fixtures/arxiv-feeds.ts";
import { arxivSnapshot } from "../formats/fixtures/arxiv-kaggle.ts";
import { arxivMetadata, oaiError, oaiRecord, oaiRecords } from "../formats/fixtures/arxiv-oai.ts";
import { preprint, preprintPage } from "../formats/fixtures/biorxiv.ts";
import { crossrefDataFile, crossrefPage, crossrefWork } from "../formats/fixtures/crossref.ts";
import { dataciteDoi } from "../formats/fixtures/datacite.ts";
import { dblpDump, dblpPerson, dblpRecord } from "../formats/fixtures/dblp.ts";
import { doajArticle, doajDump } from "../formats/fixtures/doaj.ts";
import { europepmcPage, europepmcRecord } from "../formats/fixtures/europepmc.ts";
import { jatsArticle, pmcArticleSet } from "../formats/fixtures/jats.ts";
import { openalexPage, openalexWork } from "../formats/fixtures/openalex.ts";
import { pubmedArticle, pubmedFile } from "../formats/fixtures/pubmed.ts";
import { s2Paper } from "../formats/fixtures/semantic-scholar.ts";

/** The size limit of a record in these files. */
export const MAX_RECORD_BYTES = 6_000;

/** Stands for a byte that is not UTF-8. */
const BAD_BYTE = "\u{F8FF}";

/** Returns the text as bytes. Each {@link BAD_BYTE} becomes a byte that is not UTF-8. */
const bytesOf = (text: string): Buffer => {
  const parts = text.split(BAD_BYTE).map((part) => Buffer.from(part));
  return Buffer.concat(parts.flatMap((part, index) => (index === 0 ? [part] : [Buffer.of(0xff), part])));
};

const many = (count: number, record: (nth: number) => string, from = 0): string[] =>
  Array.from({ length: count }, (_, index) => record(from + index));

/** Returns a title. Titles differ in length, and some have a bad byte or make their record too large. */
const titleOf = (nth: number): string => {
  if (nth % 29 === 11) return `not UTF-8: ${BAD_BYTE}`;
  if (nth % 31 === 12) return "long ".repeat(1_500);
  return `Paper ${nth} ${"é".repeat((nth * 37) % 90)}`;
};

const entry = (nth: number) => arxivEntry({ title: titleOf(nth) });
const feed = (entries: readonly string[], prefix = "", between = "\n  ") => {
  const p = prefix === "" ? "" : `${prefix}:`;
  const body = entries.join(between).replaceAll(/<(\/?)entry>/g, `<$1${p}entry>`);
  return `<?xml version="1.0"?>\n<${p}feed xmlns${prefix && `:${prefix}`}="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"><${p}title>x</${p}title>\n${body}\n</${p}feed>\n`;
};
const own = (nth: number) =>
  nth % 13 === 4
    ? `{"paper_id":"demo:${nth}" "title"}`
    : JSON.stringify({ paper_id: `demo:${nth}`, title: titleOf(nth), notes: "n".repeat((nth * 53) % 700) });
const ownLines = (count: number, from = 0) => many(count, own, from).join("\n");

/**
 * Files in each format and layout, long enough for a reading to continue in their middle. `restartable` is the least share of
 * their records, in percent, after which a reading can continue from a restart.
 */
export const LONG_FILES: readonly (readonly [what: string, restartable: number, file: Buffer])[] = (
  [
    ["a feed of entries", 60, feed(many(200, entry))],
    [
      "a feed with comments, CDATA and other elements between",
      60,
      feed(many(200, entry), "", "<!-- <entry> --><a><![CDATA[</feed>]]></a>\n"),
    ],
    ["a feed with a prefix", 60, feed(many(200, entry), "a")],
    ["feeds one after another", 60, many(20, (nth) => feed(many(15, entry, nth * 15))).join("")],
    [
      "feeds of which every second has a prefix",
      30,
      many(12, (nth) => feed(many(25, entry, nth * 25), nth % 2 === 0 ? "" : "a")).join(""),
    ],
    [
      "a feed, strays and feeds",
      40,
      `${feed(many(120, entry))}<entry>stray</entry> text\n${feed(many(60, entry))}<other>stray</other>${feed(many(60, entry))}`,
    ],
    ["a feed that is cut off", 60, feed(many(200, entry)).slice(0, -40)],
    ["a feed that ends within an entry", 60, feed(many(200, entry)).slice(0, -400)],
    [
      "OAI-PMH answers",
      60,
      many(15, (nth) =>
        oaiRecords(...many(20, (n) => oaiRecord(arxivMetadata({ title: titleOf(n) })), nth * 20)),
      ).join("\n"),
    ],
    [
      "OAI-PMH answers, then an error",
      60,
      `${many(8, (nth) => oaiRecords(...many(30, (n) => oaiRecord(arxivMetadata({ title: titleOf(n) })), nth * 30))).join("\n")}${oaiError("badResumptionToken", "expired")}`,
    ],
    [
      "OAI-PMH answers, some without records",
      60,
      many(
        8,
        (nth) =>
          oaiRecords(...many(30, (n) => oaiRecord(arxivMetadata({ title: titleOf(n) })), nth * 30)) +
          oaiError("noRecordsMatch", "none"),
      ).join("\n"),
    ],
    [
      "PubMed files",
      60,
      many(3, (nth) =>
        pubmedFile(
          many(60, (n) => pubmedArticle({ title: `<ArticleTitle>${titleOf(n)}</ArticleTitle>` }), nth * 60),
          ["1", "2"],
        ),
      ).join("\n"),
    ],
    ["a page of bioRxiv", 50, preprintPage(many(300, (nth) => preprint({ title: titleOf(nth) })))],
    [
      "pages of bioRxiv",
      0,
      many(6, (nth) => preprintPage(many(80, (n) => preprint({ title: titleOf(n) }), nth * 80))).join("\n"),
    ],
    [
      "a page of bioRxiv, then a message",
      40,
      preprintPage(many(300, (nth) => preprint({ title: titleOf(nth) }))) +
        preprintPage([], "Server not recognized"),
    ],
    [
      "lines of the Kaggle snapshot",
      60,
      many(220, (nth) => arxivSnapshot({ title: titleOf(nth) })).join("\n"),
    ],
    ["lines of OpenAlex", 60, many(150, (nth) => openalexWork({ title: titleOf(nth) })).join("\n")],
    ["a page of OpenAlex", 50, openalexPage(...many(150, (nth) => openalexWork({ title: titleOf(nth) })))],
    ["lines of Semantic Scholar", 60, many(300, (nth) => s2Paper({ title: titleOf(nth) })).join("\r\n")],
    ["lines of Crossref", 50, many(150, (nth) => crossrefWork({ title: [titleOf(nth)] })).join("\n")],
    ["a page of Crossref", 50, crossrefPage(...many(150, (nth) => crossrefWork({ title: [titleOf(nth)] })))],
    [
      "a data file of Crossref",
      50,
      crossrefDataFile(...many(150, (nth) => crossrefWork({ title: [titleOf(nth)] }))),
    ],
    [
      "data files of Crossref",
      5,
      many(4, (nth) =>
        crossrefDataFile(...many(70, (n) => crossrefWork({ title: [titleOf(n)] }), nth * 70)),
      ).join("\n"),
    ],
    [
      "a page of Europe PMC",
      50,
      europepmcPage(...many(150, (nth) => europepmcRecord({ title: titleOf(nth) }))),
    ],
    [
      "lines of DataCite",
      60,
      many(150, (nth) => dataciteDoi({ titles: [{ title: titleOf(nth) }] })).join("\n"),
    ],
    ["a file of DOAJ's dump", 50, doajDump(...many(200, (nth) => doajArticle({ title: titleOf(nth) })))],
    [
      "DBLP's dump, with people",
      50,
      dblpDump(
        ...many(300, (nth) => `${dblpRecord({ content: `<title>${titleOf(nth)}</title>` })}${dblpPerson()}`),
      ),
    ],
    [
      "articles in JATS, most of them longer than a record may be",
      50,
      pmcArticleSet(
        ...many(60, (nth) =>
          jatsArticle(
            { title: `<article-title>${titleOf(nth)}</article-title>` },
            `<body>${"<p>Text &amp; more.</p>".repeat((nth * 37) % 900)}</body>`,
          ),
        ),
      ),
    ],
    [
      "an archive",
      0,
      tarOf({
        "1.jsonl": many(90, (nth) => dataciteDoi({ doi: `10.5072/${nth}` })).join("\n"),
        "2.csv": "title,year\n",
        "3.json": doajDump(...many(90, () => doajArticle())),
      }).toString("latin1"),
    ],
    ["our own, in lines, some broken", 60, ownLines(400)],
    [
      "our own, in lines, among strays and broken objects",
      20,
      many(500, (nth) =>
        nth % 5 === 3
          ? `stray ${nth}${nth % 2 ? "\n" : " "}`
          : nth % 7 === 5
            ? `{"paper_id":"demo:${nth}","title":"x"${nth % 3 ? "\n" : "}}\n"}`
            : `${own(nth)}${nth % 3 ? "\n" : ""}`,
      ).join(""),
    ],
    [
      "our own, in an array, among strays and broken objects",
      0,
      `[${many(500, (nth) =>
        nth % 5 === 3
          ? `${nth}\n`
          : nth % 7 === 5
            ? `{"paper_id":"demo:${nth}","title":"x"\n`
            : `${own(nth)}${nth % 3 ? "\n," : ",\n"}`,
      ).join("")}]`,
    ],
    [
      "our own, in lines, with blank ones and byte order marks",
      60,
      `\uFEFF${many(400, (nth) => `${nth % 7 === 0 ? "\uFEFF" : ""}${own(nth)} \t${"\n".repeat(1 + (nth % 3))}`).join("")}`,
    ],
    ["our own, in an array, some broken", 60, `[${many(400, own).join(" ,\n")}]`],
    [
      "our own, in an array with empty elements",
      60,
      `[${many(400, (nth) => (nth % 9 === 0 ? "" : own(nth))).join(" , ")}]`,
    ],
    ["our own, in an array that is cut off", 60, `[${many(400, own).join(",\n")},`],
    [
      "our own, in an array that ends within an element",
      60,
      `[${many(400, own).join(",\n")},{"paper_id":"demo:1"`,
    ],
    ["our own, in arrays", 0, many(4, (nth) => `[${many(120, own, nth * 120).join(",")}]`).join("\n")],
    [
      "our own, laid out over lines",
      40,
      many(300, (nth) =>
        JSON.stringify({ paper_id: `demo:${nth}`, title: titleOf(nth), notes: ["a", "b"] }, null, 2),
      ).join("\n"),
    ],
    [
      "objects, then an array",
      10,
      `${many(250, (nth) => JSON.stringify({ paper_id: `demo:${nth}`, title: titleOf(nth) }, null, 2)).join("\n")}[${many(200, own).join(",")}]`,
    ],
  ] satisfies readonly (readonly [string, number, string])[]
).map(([what, restartable, text]) => [what, restartable, bytesOf(text)] as const);
