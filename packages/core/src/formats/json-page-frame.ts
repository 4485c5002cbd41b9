import type { Frame } from "./format.ts";
import { parseJson } from "./parse-json.ts";

/** The frame of records that stand in the array of a page. Broken JSON would take its neighbours in the array with it. */
export const jsonPageFrame = (head: string, tail: string): Frame => ({
  head: `${head}\n`,
  between: ",\n",
  tail: `\n${tail}\n`,
  record: (text) => ("value" in parseJson(text) ? text : undefined),
});
