import { FIRST_FAILURE_SEQ, type RunEvent } from "@paperledger/events/run-event";
import { bytesText, countOf, countText, durationText } from "./quantities.ts";

/** Returns the place of an event in its run, for people: its `seq`, or `failure 1` for the first failure. */
export const seqText = ({ type, metadata: { seq } }: Pick<RunEvent, "type" | "metadata">): string =>
  type === "failed" ? `failure ${seq - FIRST_FAILURE_SEQ + 1}` : String(seq);

/** The words for the outcomes of records. The command line uses the words of its JSON. */
export type CountNames = Readonly<Record<"upserted" | "duplicate" | "rejected", string>>;

const NAMES_OF_JSON: CountNames = { upserted: "upserted", duplicate: "duplicate", rejected: "rejected" };

/** Returns what an event says, in a few words: `23 upserted, 2 rejected, 38 ms`. It may hold text from outside. */
export function eventText(event: RunEvent, names = NAMES_OF_JSON): string {
  switch (event.type) {
    case "started":
      return `${bytesText(event.data.size_bytes)} in ${event.data.bucket}`;
    case "batch-done":
      return `${countsText(event.data, names)}, ${durationText(event.data.batch_ms)}`;
    case "completed":
      return `${countsText(event.data, names)} in ${countOf(event.data.batches, "batch", "batches")}`;
    case "failed":
      return `${event.data.reason} after record ${countText(event.data.position.record_number)}`;
  }
}

/** Returns the counts that are not zero. */
export function countsText(
  counts: Readonly<Record<"processed" | "upserted" | "duplicate" | "rejected", number>>,
  names = NAMES_OF_JSON,
): string {
  const parts = (["upserted", "duplicate", "rejected"] as const)
    .filter((name) => counts[name] > 0)
    .map((name) => `${countText(counts[name])} ${names[name]}`);
  return parts.length === 0 ? "nothing" : parts.join(", ");
}
