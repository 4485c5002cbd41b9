import { foreignFormatOf } from "../compression/foreign-format.ts";
import { titleOfHtml } from "./error-answer.ts";
import { shown } from "./shown.ts";

/** Byte order marks, and the first characters of XML and JSON, in hexadecimal. */
const UTF_16 = ["fffe", "feff", "3c00", "003c", "7b00", "007b", "5b00", "005b"];
/** The first bytes of gzip, zstd and bzip2, in hexadecimal. */
const COMPRESSED = /^(?:1f8b08|28b52ffd|425a683[1-9]314159265359)/;
const RIS = /^\s*TY {2}- /;
const BIBTEX = /^\s*(?:%[^\n]*\n\s*)*@[a-z]+\s*[{(]/i;
const MEDLINE = /^\s*PMID- /;
const OF_ARXIV = /rss\.arxiv\.org|<link>https?:\/\/arxiv\.org/;
const ARXIV_ADVICE = "fetch the papers from arXiv's API (export.arxiv.org/api/query) or by OAI-PMH instead";
const AS_JSON_OR_XML = "ask the source for JSON or XML instead";

/** Describes a file that is in none of our formats, and says what to do with it. Returns undefined for an unknown kind of file. */
export function foreignTextOf(text: string, bytes: Buffer): string | undefined {
  const foreign = foreignFormatOf(bytes);
  if (foreign) return `it is ${foreign.name}, which is not read: ${foreign.advice}`;
  if (COMPRESSED.test(bytes.toString("hex", 0, 10)))
    return "it is compressed twice: uncompress it once, and give what comes out";
  if (UTF_16.some((begin) => bytes.toString("hex", 0, 2) === begin))
    return "it is text in UTF-16, which is not read: convert it to UTF-8, for example with iconv -f UTF-16 -t UTF-8";
  const title = titleOfHtml(text);
  if (title !== undefined) return `it is a page of HTML, titled ${shown(title, 200)}: ${AS_JSON_OR_XML}`;
  if (RIS.test(text)) return `it is RIS, which is not read: ${AS_JSON_OR_XML}`;
  if (BIBTEX.test(text)) return `it is BibTeX, which is not read: ${AS_JSON_OR_XML}`;
  if (MEDLINE.test(text)) return `it is PubMed's text format, which is not read: ask for retmode=xml`;
  if (/<rss[\s>]/.test(text) && OF_ARXIV.test(text))
    return `it is arXiv's RSS feed of announcements, which tells no version times: ${ARXIV_ADVICE}`;
  if (text.includes("\uFFFD") && !text.includes("\0"))
    return "it is not UTF-8, but perhaps Latin-1: convert it, for example with iconv -f ISO-8859-1 -t UTF-8";
  return undefined;
}
