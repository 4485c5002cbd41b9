import type { RunEventType } from "@paperledger/events/run-event";

/** An event of the bus, as the page lists it. */
export interface EventLine {
  /** Counts up from 1 since the dashboard began. */
  readonly number: number;
  /** Counts the subscriptions since the dashboard began. Between two of them nobody listened. */
  readonly session: number;
  readonly heard_at: string;
  /** Null for an event that this version cannot read. So are the run and the moment. */
  readonly type: RunEventType | null;
  readonly trace_id: string | null;
  readonly seq: number | null;
  readonly occurred_at: string | null;
  /** Its content, in a few words. */
  readonly text: string;
}

/** `GET /api/events`: what came since the reader last asked, oldest first. */
export interface EventsAnswer {
  /** `opening` while the subscription is made. */
  readonly state: "opening" | "listening" | "problem";
  readonly problem: string | null;
  readonly events: readonly EventLine[];
  /** The number to ask after next time. */
  readonly next: number;
  /** The number of events that are no longer kept and that this reader has not seen. */
  readonly missed: number;
}
