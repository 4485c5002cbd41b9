import type { DeadLetterPlace } from "@paperledger/core/dead-letters/dead-letters";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";

/** An action that a person can start on the page. Each action is also a command of the command line: see {@link commandOf}. */
export type Action =
  | { readonly kind: "redrive-run"; readonly trace_id: string }
  /** Ingests the rejected records of a run again. */
  | { readonly kind: "redrive-rejects"; readonly trace_id: string }
  /** Processes again the runs that failed since a moment. If a reason is given, only those that failed for it. */
  | { readonly kind: "redrive-failed-since"; readonly since: string; readonly reason?: string | undefined }
  | { readonly kind: "redrive-rejects-since"; readonly since: string; readonly reason?: string | undefined }
  /** Gives the dead letters of a place back to the function that could not handle them. */
  | { readonly kind: "redrive-dead-letters"; readonly place: DeadLetterPlace }
  /** Compares the statistics with the event log. */
  | { readonly kind: "verify" };

const REDRIVE_OF: Readonly<Record<DeadLetterPlace, string>> = {
  uploads: "redrive --failed",
  backfill: "redrive --failed",
  deliveries: "redrive --subscriber",
  stream: "redrive --stream",
};

/** Returns the command that does the same in a terminal, without the name of the program and the options of the deployment. */
export function commandOf(action: Action): string {
  switch (action.kind) {
    case "redrive-run":
      return `redrive ${ulidOf(action.trace_id)}`;
    case "redrive-rejects":
      return `redrive ${ulidOf(action.trace_id)} --rejects`;
    case "redrive-failed-since":
      return `redrive --failed-since ${action.since}${reasonOption(action.reason)}`;
    case "redrive-rejects-since":
      return `redrive --rejects-since ${action.since}${reasonOption(action.reason)}`;
    case "redrive-dead-letters":
      return REDRIVE_OF[action.place];
    case "verify":
      return "verify";
  }
}

const reasonOption = (reason: string | undefined) => (reason === undefined ? "" : ` --reason ${reason}`);
