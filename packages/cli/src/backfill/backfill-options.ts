import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import type { Ask } from "../terminal/ask.ts";

/** The options of `paperledger backfill`. */
export interface BackfillOptions extends DeploymentPlace {
  readonly json: boolean;
  /** From a folder: how many runs are under way at once; 2 where it is absent. */
  readonly runsAtOnce?: number | undefined;
  /** From a folder: the mean that what is uploaded keeps to, by the estimate; none where it is absent. */
  readonly papersPerSecond?: number | undefined;
  /** From a bucket: make new runs on purpose, which are named after this moment, or after now. */
  readonly again?: Date | true | undefined;
  /** Begin without a question. */
  readonly yes: boolean;
  /** Absent where nobody is there to answer. */
  readonly ask?: Ask | undefined;
}
