import { FIRST_FAILURE_SEQ, type RunEvent } from "@paperledger/events/run-event";
import { someOutcomesText } from "./outcome-counts.ts";
import { bytesText, countOf, countText, durationText } from "./quantities.ts";

/** Returns the place of an event in its run, for people: its `seq`, or `failure 1` for the first failure. */
export const seqText = ({ type, metadata: { seq } }: Pick<RunEvent, "type" | "metadata">): string =>
  type === "failed" ? `failure ${seq - FIRST_FAILURE_SEQ + 1}` : String(seq);

/** Returns what an event says, in a few words: `23 new, 2 rejected, 38 ms`. It may hold text from outside. */
export function eventText(event: RunEvent): string {
  switch (event.type) {
    case "started":
      return `${bytesText(event.data.size_bytes)} in ${event.data.bucket}`;
    case "batch-done":
      return `${someOutcomesText(event.data)}, ${durationText(event.data.batch_ms)}`;
    case "completed":
      return `${someOutcomesText(event.data)} in ${countOf(event.data.batches, "batch", "batches")}`;
    case "failed":
      return `${event.data.reason} after record ${countText(event.data.position.record_number)}`;
  }
}
