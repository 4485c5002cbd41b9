import type { RunEvent } from "@paperledger/events/run-event";
import type { BatchFileStore } from "../batch-files/batch-file.ts";
import type { Format } from "../formats/format.ts";
import type { PaperStore } from "../papers/paper-store.ts";
import type { RejectStore } from "../rejects/reject.ts";
import type { TraceId } from "../trace-ids/trace-id.ts";
import type { EventLog } from "./event-log.ts";

/** The stores, formats and limits that the processing of a batch file uses. */
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
   * Called at the end of a reading that passed over things that hold no papers by their kind. They are no records of the run.
   *
   * @param counts how many of each kind stand in the part of the file that was read: `{ "<www>": 3 }`
   */
  readonly onPassedOver?: (traceId: TraceId, counts: Readonly<Record<string, number>>) => void;
}

export interface ProcessingLimits {
  /** The number of batches that are written side by side. */
  readonly batchesInFlight: number;
  /** A longer record is rejected, and not held in memory. */
  readonly maxRecordBytes: number;
  /** A file that uncompresses to more is cut here, and its run fails. This ends a gzip bomb. */
  readonly maxUncompressedBytes: number;
  /** A run fails if its invocations together work longer. This limits its cost. The time between them does not count. */
  readonly maxFileMs: number;
}

/** The invocation that processes a batch file, and those that it goes on from. */
export interface Invocation {
  readonly deadline: Deadline;
  /** The number of invocations just before this one in which no batch of the run was done. */
  readonly idleInvocations: number;
  /** The time that the invocations before this one worked on the run. 0 unless given. */
  readonly workedMs?: number;
}

/** The time of an invocation is over, or nearly. */
export class DeadlinePassedError extends Error {
  override readonly name = "DeadlinePassedError";
}

/** The deadline of an invocation, as two abort signals. */
export interface Deadline {
  /** Aborts first: begin no new batch, and read no further. Batches in flight are still waited for. */
  readonly beginNoMore: AbortSignal;
  /** Aborts later: wait for nothing any more. Writes in flight may still take effect. */
  readonly stopWaiting: AbortSignal;
}

/** A deadline that never comes. */
export const NO_DEADLINE: Deadline = {
  beginNoMore: new AbortController().signal,
  stopWaiting: new AbortController().signal,
};

/**
 * Makes the deadline of an invocation from the time that is left of it. It begins no new batch when less than
 * `marginMs` is left, and stops waiting when less than half of that is. Dispose of it at the end of the invocation.
 *
 * @param remainingMs the time that is left of the invocation, such as Lambda's `context.getRemainingTimeInMillis()`
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
