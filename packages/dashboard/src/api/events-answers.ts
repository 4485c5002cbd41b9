import type { RunEventType } from "@paperledger/events/run-event";

/** An event of the bus, as the page lists it. */
export interface EventLine {
  /** The number of the event, counted from 1 since the dashboard began. */
  readonly number: number;
  /** The number of the subscription since the dashboard began. Between two subscriptions nobody listened. */
  readonly session: number;
  readonly heard_at: string;
  /** Null for an event that this version cannot read. Its run and moment are null too. */
  readonly type: RunEventType | null;
  readonly trace_id: string | null;
  readonly seq: number | null;
  readonly occurred_at: string | null;
  /** The content of the event in a few words. */
  readonly text: string;
}

/** `GET /api/events`: the events since the reader last asked, oldest first. */
export interface EventsAnswer {
  /** `opening` while the subscription is being made. */
  readonly state: "opening" | "listening" | "problem";
  readonly problem: string | null;
  readonly events: readonly EventLine[];
  /** The number after which to ask next time. */
  readonly next: number;
  /** The number of events that are no longer kept and that this reader has not seen. */
  readonly missed: number;
}
