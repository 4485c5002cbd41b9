import type { Timestamp } from "../papers/paper.ts";
import type { TraceId } from "../trace-ids/trace-id.ts";
import type { OnUnreadable } from "./event-log.ts";

/** Names one invocation's work on one run. Lambda repeats an event under the same request id, so the time belongs to it. */
export interface AttemptId {
  readonly traceId: TraceId;
  /** When the invocation began its work on the run. Puts the attempts of a run in order. */
  readonly startedAt: Timestamp;
  /** Lambda's request id: the logs of the attempt carry it. */
  readonly requestId: string;
}

/** How an attempt ended. */
export type AttemptEnd =
  /** The run is at its end. */
  | { readonly kind: "ended"; readonly at: Timestamp; readonly status: "completed" | "failed" }
  /** The invocation's time was up. The next invocation goes on after `recordNumber`. */
  | {
      readonly kind: "handed-on";
      readonly at: Timestamp;
      /** How many invocations in a row, this one included, did no batch of the run. */
      readonly idleInvocations: number;
      readonly recordNumber: number;
    }
  /** The attempt broke off, and the event has to be delivered again. */
  | { readonly kind: "interrupted"; readonly at: Timestamp; readonly by: Interruption };

export type Interruption =
  | { readonly kind: "error"; readonly name: string; readonly message: string }
  /** The invocation's deadline was too near to wait for what was under way. */
  | { readonly kind: "deadline" };

/** One fact about an attempt. */
export type AttemptFact = { readonly kind: "started" } | AttemptEnd;

/** An attempt as the log knows it. An attempt without an end is under way, or its process was killed. */
export interface Attempt extends AttemptId {
  readonly end: AttemptEnd | null;
}

/**
 * The attempts of runs, kept beside the event log. An invocation can be killed before it notes anything, so what stands
 * here explains a run and decides nothing.
 */
export interface AttemptLog {
  /**
   * Keeps a fact. Facts of one attempt may be kept in any order and more than once.
   *
   * @param signal aborts the request
   * @throws whatever the store throws if it cannot be asked
   */
  keep(attempt: AttemptId, fact: AttemptFact, signal?: AbortSignal): Promise<void>;

  /**
   * Gives the attempts of a run in the order in which they began.
   *
   * @throws at an item that cannot be read, unless `onUnreadable` is given
   */
  attemptsOf(traceId: TraceId, onUnreadable?: OnUnreadable): AsyncIterable<Attempt>;
}
