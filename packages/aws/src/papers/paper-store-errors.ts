import type { SourceTextError } from "@paperledger/events/source-text";
import * as z from "zod";
import { problemText } from "../tables/problem-text.ts";

/** The table put papers off for longer than the retry policy of the store allows. What was written stays; try again. */
export class PaperStoreThrottledError extends Error {
  override readonly name = "PaperStoreThrottledError";
  /** The papers whose outcome is not known. */
  readonly paperIds: readonly string[];
  /** The last answer of the table about each of them. */
  readonly codes: readonly string[];

  constructor(table: string, tries: number, unsettled: ReadonlyMap<string, string>) {
    const codes = [...new Set(unsettled.values())];
    super(
      `table ${table} put off ${unsettled.size} papers ${tries} times (${codes.join(", ")}): ` +
        "try again; if it goes on, give the table more capacity or run fewer batches at once",
    );
    this.paperIds = [...unsettled.keys()];
    this.codes = codes;
  }
}

/** An item of the papers table is not one that paperledger writes. */
export class UnreadablePaperError extends Error {
  override readonly name = "UnreadablePaperError";

  constructor(paperId: unknown, cause: z.ZodError | SourceTextError) {
    super(
      `the papers table's item ${JSON.stringify(paperId)} cannot be read: ${cause instanceof z.ZodError ? problemText(cause) : cause.message}. ` +
        "Something else wrote it: mend or delete the item",
      { cause },
    );
  }
}
