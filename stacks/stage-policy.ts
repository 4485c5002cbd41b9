/** The rules of a stage for keeping its data. */
export interface StagePolicy {
  /** The effect of `sst remove` on tables and buckets. */
  readonly removal: "retain" | "remove";
  /** True if `sst remove` is refused. */
  readonly protect: boolean;
  /** True if AWS itself refuses to delete tables, and buckets that are not empty. */
  readonly keepsData: boolean;
  readonly logDays: 7 | 90;
  /** The number of days for which the bus's archive keeps events. */
  readonly archiveDays: number;
  readonly rejectDays: number;
  readonly oldVersionDays: number;
  readonly discardedBatchDays: number;
}

const PRODUCTION: StagePolicy = {
  removal: "retain",
  protect: true,
  keepsData: true,
  logDays: 90,
  archiveDays: 90,
  rejectDays: 365,
  oldVersionDays: 90,
  discardedBatchDays: 365,
};

const TRANSIENT: StagePolicy = {
  removal: "remove",
  protect: false,
  keepsData: false,
  logDays: 7,
  archiveDays: 7,
  rejectDays: 30,
  oldVersionDays: 7,
  discardedBatchDays: 30,
};

const PRODUCTION_STAGES: ReadonlySet<string> = new Set(["production", "prod"]);

/** With this length, the longest name, which is the archive's, has at most EventBridge's 48 characters. */
const MAX_STAGE_LENGTH = 29;

/** Thrown if the stage's name cannot be part of the names of AWS resources. */
export class StageNameError extends Error {
  override readonly name = "StageNameError";
}

/** Returns the policy of a stage. Production keeps and protects its data. Any other stage is removed completely. @throws StageNameError */
export function stagePolicy(stage: string): StagePolicy {
  if (stage.length > MAX_STAGE_LENGTH || !/^[a-zA-Z0-9-]+$/.test(stage))
    throw new StageNameError(
      `stage ${JSON.stringify(stage)} is not 1 to ${MAX_STAGE_LENGTH} letters, digits and hyphens: choose another with --stage`,
    );
  return PRODUCTION_STAGES.has(stage) ? PRODUCTION : TRANSIENT;
}
