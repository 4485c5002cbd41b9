import { describe, expect, test } from "vitest";
import type { Paper } from "../papers/paper.ts";
import { arxivEntry } from "./fixtures/arxiv-feeds.ts";
import { arxivSnapshot } from "./fixtures/arxiv-kaggle.ts";
import { arxivMetadata, oaiRecord } from "./fixtures/arxiv-oai.ts";
import { preprint } from "./fixtures/biorxiv.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { crossrefWork } from "./fixtures/crossref.ts";
import { openalexWork } from "./fixtures/openalex.ts";
import { pubmedArticle } from "./fixtures/pubmed.ts";
import { s2Paper } from "./fixtures/semantic-scholar.ts";
import { formatNamed } from "./formats.ts";

interface Texts {
  readonly title: string;
  readonly abstract: string;
  readonly author: string;
  readonly category: string;
}

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const inXml = ({ title, abstract, author, category }: Texts): Texts => ({
  title: escaped(title),
  abstract: escaped(abstract),
  author: escaped(author),
  category: escaped(category),
});

const invertedIndex = (text: string) => Object.fromEntries(text.split(" ").map((word, at) => [word, [at]]));

/** A record of each format with these texts, which may hold markup. */
const RECORDS: Readonly<Record<string, (texts: Texts) => string>> = {
  "arxiv-atom": (texts) => {
    const { title, abstract, author, category } = inXml(texts);
    return arxivEntry({
      title,
      summary: abstract,
      people: `<author><name>${author}</name></author>`,
      subjects: `<category term="${category}"/>`,
    });
  },
  "arxiv-oai": (texts) => {
    const { title, abstract, author, category } = inXml(texts);
    return oaiRecord(
      arxivMetadata({
        title,
        abstract,
        people: `<author><keyname>${author}</keyname></author>`,
        subjects: `<categories>${category}</categories>`,
      }),
    );
  },
  "arxiv-kaggle": ({ title, abstract, author, category }) =>
    arxivSnapshot({ title, abstract, authors_parsed: [[author, "", ""]], categories: category }),
  pubmed: (texts) => {
    const { title, abstract, author, category } = inXml(texts);
    return pubmedArticle({
      title: `<ArticleTitle>${title}</ArticleTitle>`,
      abstract: `<Abstract><AbstractText>${abstract}</AbstractText></Abstract>`,
      authors: `<AuthorList><Author><LastName>${author}</LastName></Author></AuthorList>`,
      mesh: `<MeshHeadingList><MeshHeading><DescriptorName>${category}</DescriptorName></MeshHeading></MeshHeadingList>`,
    });
  },
  biorxiv: ({ title, abstract, author, category }) =>
    preprint({ title, abstract, authors: author, category }),
  openalex: ({ title, abstract, author, category }) =>
    openalexWork({
      title,
      abstract_inverted_index: invertedIndex(abstract),
      authorships: [{ author: { display_name: author } }],
      primary_topic: { display_name: category },
      topics: [],
    }),
  crossref: ({ title, abstract, author, category }) =>
    crossrefWork({ title: [title], abstract, author: [{ family: author }], subject: [], type: category }),
  "semantic-scholar": ({ title, abstract, author, category }) =>
    s2Paper({ title, abstract, authors: [{ name: author }], s2fieldsofstudy: [{ category }] }),
  "paper-json": ({ title, abstract, author, category }) =>
    JSON.stringify({ paper_id: "mine:1", title, abstract, authors: [author], categories: [category] }),
};

function paperOf(name: string, text: string): Paper {
  const parsed = formatNamed(name)?.parse(
    { number: 1, byteOffset: 0, endByteOffset: Buffer.byteLength(text), text },
    CONTEXT,
  );
  if (parsed?.kind !== "paper") throw new Error(`${name}: ${parsed?.message}`);
  return parsed.paper;
}

const everywhere = (text: string): Texts => ({ title: text, abstract: text, author: text, category: text });

describe.each(Object.entries(RECORDS))("every text of %s", (name, record) => {
  test.each([
    ["has its markup left out", 'CO<sub>2</sub>_<i>in</i>_<span class="x">vitro</span>', "CO2_in_vitro"],
    ["has its entities decoded", "A&nbsp;&eacute;&#13;b", "A é b"],
    ["has escaped markup left out", "CO&lt;sub&gt;2&lt;/sub&gt;_&lt;i&gt;x&lt;/i&gt;", "CO2_x"],
    ["has markup that is escaped twice left out", "CO&amp;lt;sub&amp;gt;2&amp;lt;/sub&amp;gt;", "CO2"],
    ["keeps comparisons", "a<b_and_c>d", "a<b_and_c>d"],
    ["keeps what is no tag", "<i_and_all_y>", "<i_and_all_y>"],
    ["has bioRxiv's marks left out", "M-O_SCPLOWETAC_SCPLOW", "M-ETA"],
  ])("%s", (_, source, text) => {
    const raw = record(everywhere(source));
    const { title, abstract, authors, categories, raw_xml, raw_json } = paperOf(name, raw);
    const inWords = name.startsWith("arxiv") ? text.split(" ") : [text];
    expect({ title, abstract, authors, categories }).toEqual({
      title: text,
      abstract: text,
      authors: [text],
      categories: name === "arxiv-atom" ? [text] : inWords,
    });
    expect(raw_xml ?? raw_json).toBe(raw);
  });
});
