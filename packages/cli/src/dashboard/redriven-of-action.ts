import type { Action } from "@paperledger/dashboard/jobs/action";
import type { RedrivenWork } from "../redrive/redrive.ts";

const OF_PLACE = {
  uploads: "failed",
  backfill: "failed",
  deliveries: "subscriber",
  stream: "stream",
} as const;

/** Returns what an action of the page redrives. */
export function redrivenOfAction(action: Exclude<Action, { kind: "verify" }>): RedrivenWork {
  switch (action.kind) {
    case "redrive-run":
      return { what: "run", id: action.trace_id };
    case "redrive-rejects":
      return { what: "rejects", id: action.trace_id };
    case "redrive-failed-since":
      return { what: "failed-runs", since: new Date(action.since), reason: action.reason };
    case "redrive-rejects-since":
      return { what: "rejects-of-runs", since: new Date(action.since), reason: action.reason };
    case "redrive-dead-letters":
      return { what: OF_PLACE[action.place] };
  }
}
