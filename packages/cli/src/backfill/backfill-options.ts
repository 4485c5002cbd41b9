import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import type { Ask } from "../terminal/ask.ts";

/** The options of `paperledger backfill`. */
export interface BackfillOptions extends DeploymentPlace {
  readonly json: boolean;
  /** From a folder: the number of runs that may be under way at once. The default is 2. */
  readonly runsAtOnce?: number | undefined;
  /** From a folder: upload no faster than this many papers a second on average, by the estimate. Unlimited by default. */
  readonly papersPerSecond?: number | undefined;
  /** From a bucket: make new runs on purpose. They are named after this moment, or after now for `true`. */
  readonly again?: Date | true | undefined;
  /** Begin without a question. */
  readonly yes: boolean;
  /** Absent if nobody can answer. */
  readonly ask?: Ask | undefined;
}
