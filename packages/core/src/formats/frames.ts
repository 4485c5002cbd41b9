import type { Frame } from "./format.ts";
import { parseJson } from "./parse-json.ts";

/** Returns the frame of records that stand in the array of a page. Broken JSON would take its neighbours in the array with it. */
export const jsonPageFrame = (head: string, tail: string): Frame => ({
  head: `${head}\n`,
  between: ",\n",
  tail: `\n${tail}\n`,
  record: (text) => ("value" in parseJson(text) ? text : undefined),
});

/**
 * Returns the frame of records that are elements of these names. Any other text would be skipped in the document, or break
 * the records beside it.
 *
 * @param head has to declare the namespaces that records use without declaring them
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

/** Returns the frame of records that a repository answers to OAI-PMH's ListRecords at this address. */
export const oaiFrame = (address: string): Frame =>
  xmlFrame(
    `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">\n<request>${address}</request>\n<ListRecords>`,
    "</ListRecords>\n</OAI-PMH>",
    ["record"],
  );

/**
 * The frame of records that have a line each, as in NDJSON. Line feeds within a record become spaces: valid JSON means the
 * same without them, and broken JSON is rejected again.
 */
export const LINES: Frame = {
  head: "",
  between: "\n",
  tail: "\n",
  record: (text) => text.replaceAll(/[\r\n]+/g, " "),
};
