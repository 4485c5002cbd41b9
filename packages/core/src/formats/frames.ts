import type { Frame } from "./format.ts";
import { parseJson } from "./parse-json.ts";

/** Returns the frame of records in the array of a page. Broken JSON cannot stand there, because it would break the records beside it. */
export const jsonPageFrame = (head: string, tail: string): Frame => ({
  head: `${head}\n`,
  between: ",\n",
  tail: `\n${tail}\n`,
  record: (text) => ("value" in parseJson(text) ? text : undefined),
});

/**
 * Returns the frame of records that are elements with these names. Other text cannot stand there, because a reader would
 * skip it, or it would break the records beside it.
 *
 * @param head the beginning of the document. It has to declare the namespaces that records use but do not declare themselves
 */
export function xmlFrame(head: string, tail: string, names: readonly string[]): Frame {
  const record = new RegExp(`^<(?:[^\\s<>/!?:]+:)?(?:${names.join("|")})[\\s>/]`);
  return {
    head: `${head}\n`,
    between: "\n",
    tail: `\n${tail}\n`,
    record: (text) => (record.test(text) ? text : undefined),
  };
}

/** Returns the frame of records in a repository's answer to OAI-PMH's ListRecords. `address` is the repository's base address. */
export const oaiFrame = (address: string): Frame =>
  xmlFrame(
    `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">\n<request>${address}</request>\n<ListRecords>`,
    "</ListRecords>\n</OAI-PMH>",
    ["record"],
  );

/**
 * The frame of records that have one line each, as in NDJSON. Line feeds inside a record become spaces. That does not change
 * the meaning of valid JSON, and broken JSON is rejected again anyway.
 */
export const LINES: Frame = {
  head: "",
  between: "\n",
  tail: "\n",
  record: (text) => text.replaceAll(/[\r\n]+/g, " "),
};
