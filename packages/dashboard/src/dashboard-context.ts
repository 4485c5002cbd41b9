import type { ReadSide } from "@paperledger/aws/ledger/ledger";
import type { DashboardPlace } from "./dashboard-place.ts";
import type { Action } from "./jobs/action.ts";
import type { JobOutput } from "./jobs/job-output.ts";

/** Everything that the server needs to show and do. The command line gives it to the server. */
export interface DashboardContext {
  readonly place: DashboardPlace;
  /**
   * Opens the ledger, reads it and gives it back. Several reads may go on at the same time.
   *
   * @throws the errors of the ledger, and those of opening it
   */
  readonly readLedger: ReadLedger;
  /**
   * Does what a person asked for, and returns the exit code that the same command has on a terminal.
   *
   * @param stop aborts if the person cancels it, or if the dashboard stops
   */
  perform(action: Action, output: JobOutput, stop: AbortSignal): Promise<number>;
  /**
   * Hears the events of the bus as they come, until the signal aborts.
   *
   * @throws if nothing runs, a permission is missing, or what it made cannot be removed
   */
  listen(hearer: EventHearer, stop: AbortSignal): Promise<void>;
  /** Returns an error as text for people: what went wrong, with what, and what to do. */
  readonly errorText: (error: unknown) => string;
  readonly now: () => Date;
}

/** Who listens to the events of the bus. */
export interface EventHearer {
  /** Is called once: events that come from now on are heard. */
  opened(): void;
  /** Is called for each event. @param json the whole of it, in EventBridge's envelope */
  event(json: string): void;
}

export type ReadLedger = <Answer>(read: (ledger: ReadSide) => Promise<Answer>) => Promise<Answer>;
