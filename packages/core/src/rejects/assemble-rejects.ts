import { FileHead } from "../formats/file-head.ts";
import type { Format, Frame } from "../formats/format.ts";
import { FORMATS, formatNamed } from "../formats/formats.ts";
import { parseJson } from "../formats/parse-json.ts";
import { recognise } from "../formats/recognise.ts";

/** What begins with none of these elements would be passed over in an XML document, or break those beside it. */
const elementOf = (...names: readonly string[]) => {
  const begins = new RegExp(`^<(?:[^\\s<>/!?:]+:)?(?:${names.join("|")})[\\s>/]`);
  return (text: string) => (begins.test(text) ? text : undefined);
};

const pubmedElement = elementOf("PubmedArticle", "PubmedBookArticle", "MedlineCitation", "PMID");

/** In one line, as NDJSON is. What is no JSON has no line feed that means anything, and is rejected again. */
const inOneLine = (text: string) => text.replaceAll(/[\r\n]+/g, " ");

/** Broken JSON inside of an array would take its neighbours with it. */
const jsonAlone = (text: string) => ("value" in parseJson(text) ? text : undefined);

const NDJSON: Frame = { head: "", between: "\n", tail: "\n", record: inOneLine };

/** What a format is recognised by. */
const HEAD_CHARACTERS = 65_536;

/** The smallest file that each of our formats recognises. Namespaces are those that its records use without declaring them. */
const FRAMES: Readonly<Record<string, Frame>> = {
  "arxiv-atom": {
    head: '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">\n<id>https://arxiv.org/api/query</id>\n',
    between: "\n",
    tail: "\n</feed>\n",
    record: elementOf("entry"),
  },
  "arxiv-oai": {
    head: '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">\n<request>https://oaipmh.arxiv.org/oai</request>\n<ListRecords>\n',
    between: "\n",
    tail: "\n</ListRecords>\n</OAI-PMH>\n",
    record: elementOf("record"),
  },
  pubmed: {
    head: "<PubmedArticleSet>\n",
    between: "\n",
    tail: "\n</PubmedArticleSet>\n",
    record: (text) =>
      /^<PMID[\s>]/.test(text) ? `<DeleteCitation>${text}</DeleteCitation>` : pubmedElement(text),
  },
  biorxiv: {
    head: '{"messages":[{"status":"ok"}],"collection":[\n',
    between: ",\n",
    tail: "\n]}\n",
    record: jsonAlone,
  },
  "paper-json": { ...NDJSON, readAs: "paper-ndjson" },
};

export interface AssembledRejects {
  readonly content: string;
  /** Indexes of the records that cannot stand in such a file. */
  readonly leftOut: readonly number[];
}

/** Records of a format cannot be put together as a file that is known to be in it. */
export class AssemblyError extends Error {
  override readonly name = "AssemblyError";

  constructor(format: string) {
    super(
      `records of the format ${format} cannot be put together so that they are read as such: upload the batch file itself again`,
    );
  }
}

/**
 * Puts records' source text together again as a batch file of their format. One that has no frame is
 * taken to have a record a line.
 *
 * @throws AssemblyError where what came of it would be read in another format, or in none
 */
export function assembleRejects(
  format: string,
  records: readonly string[],
  formats: readonly Format[] = FORMATS,
): AssembledRejects {
  const { head, between, tail, record, readAs = format } = frameOf(format, formats);
  const placed = records.map(record);
  const present = placed.filter((text) => text !== undefined);
  const content = `${head}${present.join(between)}${tail}`;
  const recognised = recognise(new FileHead(content.slice(0, HEAD_CHARACTERS)), formats);
  const reader = recognised.kind === "format" ? recognised.format.name : undefined;
  if (present.length > 0 && reader !== readAs) throw new AssemblyError(format);
  return { content, leftOut: placed.flatMap((text, index) => (text === undefined ? [index] : [])) };
}

const frameOf = (format: string, formats: readonly Format[]): Frame =>
  formatNamed(format, formats)?.frame ?? ourFrameOf(format) ?? NDJSON;

const ourFrameOf = (format: string) => (Object.hasOwn(FRAMES, format) ? FRAMES[format] : undefined);
