import type { RunEvent } from "@paperledger/events/run-event";
import type { BatchFileStore } from "../batch-files/batch-file.ts";
import type { Format } from "../formats/format.ts";
import type { PaperStore } from "../papers/paper-store.ts";
import type { RejectStore } from "../rejects/reject.ts";
import type { TraceId } from "../trace-ids/trace-id.ts";
import type { EventLog } from "./event-log.ts";

/** The stores, formats and limits for processing a batch file. */
export interface Processing {
  readonly batchFiles: BatchFileStore;
  readonly papers: PaperStore;
  readonly rejects: RejectStore;
  readonly eventLog: EventLog;
  readonly formats: readonly Format[];
  readonly limits: ProcessingLimits;
  readonly now: () => Date;
  /** Called with each event of the run as soon as the log holds it. */
  readonly onEvent?: (event: RunEvent) => void;
  /**
   * Called at the end of a reading if it passed over things that never hold papers. They do not count as records of the run.
   *
   * @param counts how many of each kind are in the part of the file that was read: `{ "<www>": 3 }`
   */
  readonly onPassedOver?: (traceId: TraceId, counts: Readonly<Record<string, number>>) => void;
}

export interface ProcessingLimits {
  /** The number of batches that are written side by side. */
  readonly batchesInFlight: number;
  /** A longer record is rejected and is not kept in memory. */
  readonly maxRecordBytes: number;
  /** If a file uncompresses to more bytes, reading stops here and the run fails. This stops a gzip bomb. */
  readonly maxUncompressedBytes: number;
  /** A run fails if its invocations together work longer, which limits its cost. The time between invocations does not count. */
  readonly maxFileMs: number;
}

/** The deadline of an invocation that processes a batch file, and facts about the earlier invocations of the run. */
export interface Invocation {
  readonly deadline: Deadline;
  /** The number of invocations in a row, just before this one, that did no batch of the run. */
  readonly idleInvocations: number;
  /** The time that earlier invocations worked on the run. The default is 0. */
  readonly workedMs?: number;
}

/** Thrown if the time of an invocation is over, or nearly over. */
export class DeadlinePassedError extends Error {
  override readonly name = "DeadlinePassedError";
}

/** The deadline of an invocation, as two abort signals. */
export interface Deadline {
  /** The soft deadline. When this signal aborts, do not begin new batches and do not read further. Still wait for batches in flight. */
  readonly beginNoMore: AbortSignal;
  /** The hard deadline. When this signal aborts, stop waiting for writes in flight. They may still take effect. */
  readonly stopWaiting: AbortSignal;
}

/** A deadline that never comes. */
export const NO_DEADLINE: Deadline = {
  beginNoMore: new AbortController().signal,
  stopWaiting: new AbortController().signal,
};

/**
 * Returns the deadline of an invocation. `beginNoMore` aborts when less than `marginMs` is left, `stopWaiting` when less than half
 * of `marginMs` is left. Dispose of it at the end of the invocation.
 *
 * @param remainingMs the remaining time of the invocation, from Lambda's `context.getRemainingTimeInMillis()`
 */
export function deadlineIn(remainingMs: number, marginMs: number): Deadline & Disposable {
  const beginNoMore = abortIn(remainingMs - marginMs, "the invocation's time is nearly over");
  const stopWaiting = abortIn(remainingMs - marginMs / 2, "the invocation's time is over");
  return {
    beginNoMore: beginNoMore.signal,
    stopWaiting: stopWaiting.signal,
    [Symbol.dispose]() {
      clearTimeout(beginNoMore.timer);
      clearTimeout(stopWaiting.timer);
    },
  };
}

function abortIn(ms: number, message: string) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new DeadlinePassedError(message)), Math.max(0, ms));
  return { signal: controller.signal, timer };
}
