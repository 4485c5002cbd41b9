import type { Timestamp } from "../papers/paper.ts";
import { splitArxivAuthors } from "./arxiv-authors.ts";
import { arxivDoiField } from "./arxiv-doi.ts";
import { doiField } from "./doi.ts";
import { forenamesFirst } from "./forenames-first.ts";
import { normaliseText } from "./normalise-text.ts";
import { RANKS } from "./ranks.ts";
import { readTimestamp } from "./read-date.ts";
import { readMailDate } from "./read-mail-date.ts";
import { textOfElement } from "./text-of-markup.ts";
import { childOf, childrenOf, textOf, type XmlElement } from "./xml-element.ts";

/** The metadata of a paper in a record of arXiv's OAI-PMH. A missing text is empty, and a missing list too. */
export interface ArxivMetadata {
  readonly title: string;
  readonly abstract: string;
  readonly authors: readonly string[];
  readonly categories: readonly string[];
  readonly doi?: string;
  /** The dates of the paper's versions, as they are written, in any order. */
  readonly dates: readonly string[];
  /** Reads one of the `dates`. */
  readonly readTime: (date: string) => Timestamp | undefined;
  /** The rank of the record's metadata format. */
  readonly rank: number;
}

/** Reads the element in a record's `<metadata>`. Returns undefined if it is not in one of arXiv's metadata formats. */
export function readArxivMetadata(metadata: XmlElement): ArxivMetadata | undefined {
  switch (metadata.name) {
    case "arXiv":
      return readArxiv(metadata);
    case "arXivRaw":
    case "arXivOld":
      return readArxivRaw(metadata);
    case "dc":
      return readDublinCore(metadata);
    default:
      return undefined;
  }
}

/** @see https://oaipmh.arxiv.org/OAI/arXiv.xsd */
const readArxiv = (metadata: XmlElement): ArxivMetadata => ({
  title: text(metadata, "title"),
  abstract: text(metadata, "abstract"),
  authors: childrenOf(childOf(metadata, "authors") ?? metadata, "author")
    .map((author) =>
      ["forenames", "keyname", "suffix"]
        .map((part) => text(author, part))
        .filter((part) => part !== "")
        .join(" "),
    )
    .filter((name) => name !== ""),
  categories: words(text(metadata, "categories")),
  ...arxivDoiField(textOf(childOf(metadata, "doi"))),
  dates: [...texts(metadata, "created"), ...texts(metadata, "updated")],
  readTime: readTimestamp,
  rank: RANKS.arxiv.arXiv,
});

/** Reads `arXivRaw` and `arXivOld`, which is the same without versions. @see https://oaipmh.arxiv.org/OAI/arXivRaw.xsd */
const readArxivRaw = (metadata: XmlElement): ArxivMetadata => ({
  title: text(metadata, "title"),
  abstract: text(metadata, "abstract"),
  authors: splitArxivAuthors(text(metadata, "authors")),
  categories: words(text(metadata, "categories")),
  ...arxivDoiField(textOf(childOf(metadata, "doi"))),
  dates: childrenOf(metadata, "version").flatMap((version) => texts(version, "date")),
  readTime: readMailDate,
  rank: metadata.name === "arXivRaw" ? RANKS.arxiv.arXivRaw : RANKS.arxiv.arXivOld,
});

/** The first description is the abstract. arXiv's comments are descriptions too. @see https://www.openarchives.org/OAI/2.0/oai_dc.xsd */
const readDublinCore = (metadata: XmlElement): ArxivMetadata => ({
  title: text(metadata, "title"),
  abstract: texts(metadata, "description").find((description) => !description.startsWith("Comment:")) ?? "",
  authors: texts(metadata, "creator").map(forenamesFirst),
  categories: [...new Set(texts(metadata, "subject"))],
  ...doiField(...childrenOf(metadata, "identifier").map((identifier) => normaliseText(textOf(identifier)))),
  dates: texts(metadata, "date"),
  readTime: readTimestamp,
  rank: RANKS.arxiv.oai_dc,
});

const text = (element: XmlElement, name: string) => textOfElement(childOf(element, name));

const texts = (element: XmlElement, name: string) =>
  childrenOf(element, name)
    .map(textOfElement)
    .filter((each) => each !== "");

const words = (line: string) => [...new Set(line.split(" ").filter((word) => word !== ""))];
