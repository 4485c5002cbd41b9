import type { ReadSide } from "@paperledger/aws/ledger/ledger";
import type { DashboardPlace } from "./dashboard-place.ts";
import type { Action } from "./jobs/action.ts";
import type { JobOutput } from "./jobs/job-output.ts";

/** Everything that the server needs to show and do. The command line gives it to the server. */
export interface DashboardContext {
  readonly place: DashboardPlace;
  /**
   * Opens the ledger, reads from it and closes it. Several reads may go on at the same time.
   *
   * @throws the errors of the ledger, and those of opening it
   */
  readonly readLedger: ReadLedger;
  /**
   * Performs an action that a person started. Returns the exit code that the same command has in a terminal.
   *
   * @param stop aborts if the person cancels it, or if the dashboard stops
   */
  perform(action: Action, output: JobOutput, stop: AbortSignal): Promise<number>;
  /**
   * Listens to the events of the bus as they come, until the signal aborts.
   *
   * @throws if nothing runs, if a permission is missing, or if its rule or queue cannot be removed
   */
  listen(hearer: EventHearer, stop: AbortSignal): Promise<void>;
  /** Returns an error as text for people: what went wrong, with what, and what to do. */
  readonly errorText: (error: unknown) => string;
  readonly now: () => Date;
}

/** Receives the events of the bus. */
export interface EventHearer {
  /** Called once: events that come from now on are received. */
  opened(): void;
  /** Called for each event. @param json the whole event, in EventBridge's envelope */
  event(json: string): void;
}

/** @param stop ends the wait for a ledger that is in use. A reading that has begun has to end by itself */
export type ReadLedger = <Answer>(
  read: (ledger: ReadSide) => Promise<Answer>,
  stop?: AbortSignal,
) => Promise<Answer>;
