import type { BatchDone, RunEventType } from "@paperledger/events/run-event";
import type { TraceId } from "../trace-ids/trace-id.ts";
import type { OnUnreadable } from "./event-log.ts";

/** The counts and times of a batch, without the ids of its papers. They are a tenth of the event or less. */
export type BatchFigures = Pick<
  BatchDone,
  | "processed"
  | "upserted"
  | "duplicate"
  | "rejected"
  | "rejected_by_reason"
  | "bytes"
  | "batch_ms"
  | "records"
  | "reject_key"
>;

interface Outline {
  readonly seq: number;
  readonly occurred_at: string;
}

/** An event of a run without its long parts. */
export type EventOutline =
  | (Outline & { readonly type: "batch-done"; readonly batch: BatchFigures })
  | (Outline & { readonly type: Exclude<RunEventType, "batch-done"> });

/** The runs table, for readers of runs of many batches. */
export interface EventOutlines {
  /**
   * Yields the events of a run in order of `seq`, page by page as the store sends them, without their long parts: the ids of papers, their
   * earlier versions and the places in the file. It reads consistently. DynamoDB reads as much as for the whole events, but it sends a
   * fraction.
   *
   * @param afterSeq leaves out the events up to this `seq`, and does not read them
   */
  outlineOf(
    traceId: TraceId,
    onUnreadable: OnUnreadable,
    afterSeq?: number,
  ): AsyncIterable<readonly EventOutline[]>;
}
