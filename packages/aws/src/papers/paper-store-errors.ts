import type { SourceTextError } from "@paperledger/events/source-text";
import * as z from "zod";
import { problemText } from "../tables/problem-text.ts";

/** Thrown if the table throttles papers for longer than the retry policy allows. Written papers stay written. Try again. */
export class PaperStoreThrottledError extends Error {
  override readonly name = "PaperStoreThrottledError";
  /** The papers without a known outcome. */
  readonly paperIds: readonly string[];
  readonly codes: readonly string[];

  constructor(table: string, tries: number, unsettled: ReadonlyMap<string, string>) {
    const codes = [...new Set(unsettled.values())];
    super(
      `table ${table} throttled ${unsettled.size} papers ${tries} times (${codes.join(", ")}): ` +
        "try again. If this happens again, give the table more capacity or run fewer batches at once",
    );
    this.paperIds = [...unsettled.keys()];
    this.codes = codes;
  }
}

/** Thrown for an item of the papers table that paperledger did not write. */
export class UnreadablePaperError extends Error {
  override readonly name = "UnreadablePaperError";

  constructor(paperId: unknown, cause: z.ZodError | SourceTextError) {
    super(
      `the papers table's item ${JSON.stringify(paperId)} cannot be read: ${cause instanceof z.ZodError ? problemText(cause) : cause.message}. ` +
        "Something else wrote it: fix or delete the item",
      { cause },
    );
  }
}
