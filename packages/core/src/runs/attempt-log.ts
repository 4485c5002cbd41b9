import type { Timestamp } from "../papers/paper.ts";
import type { TraceId } from "../trace-ids/trace-id.ts";
import type { OnUnreadable } from "./event-log.ts";

/** Names one invocation's work on one run. Lambda retries an event with the same request id, so the time is part of the name. */
export interface AttemptId {
  readonly traceId: TraceId;
  /** When the invocation began its work on the run. The attempts of a run are ordered by this time. */
  readonly startedAt: Timestamp;
  /** Lambda's request id. It is in every log line of the attempt. */
  readonly requestId: string;
}

/** How an attempt ended. */
export type AttemptEnd =
  /** The run has ended. */
  | { readonly kind: "ended"; readonly at: Timestamp; readonly status: "completed" | "failed" }
  /** The invocation's time was over. The next invocation continues after `recordNumber`. */
  | {
      readonly kind: "handed-on";
      readonly at: Timestamp;
      /** The number of invocations in a row, including this one, that did no batch of the run. */
      readonly idleInvocations: number;
      readonly recordNumber: number;
    }
  /** The attempt was interrupted. The event has to be delivered again. */
  | { readonly kind: "interrupted"; readonly at: Timestamp; readonly by: Interruption };

export type Interruption =
  | { readonly kind: "error"; readonly name: string; readonly message: string }
  /** The invocation's deadline came while writes were still in flight. */
  | { readonly kind: "deadline" };

/** One fact about an attempt. */
export type AttemptFact = { readonly kind: "started" } | AttemptEnd;

/** An attempt as the log knows it. An attempt without an end is still running, or its process was killed. */
export interface Attempt extends AttemptId {
  readonly end: AttemptEnd | null;
}

/**
 * The log of attempts at runs. It is separate from the event log. An invocation can be killed before it notes anything, so this
 * log only explains runs, and no code decides anything by it.
 */
export interface AttemptLog {
  /**
   * Stores a fact. Facts about one attempt may be stored in any order and more than once.
   *
   * @param signal aborts the request
   * @throws the store's error if the request fails
   */
  keep(attempt: AttemptId, fact: AttemptFact, signal?: AbortSignal): Promise<void>;

  /**
   * Yields the attempts of a run in the order in which they began.
   *
   * @throws if an item cannot be read and `onUnreadable` is not given
   */
  attemptsOf(traceId: TraceId, onUnreadable?: OnUnreadable): AsyncIterable<Attempt>;
}
