/** What a stage keeps, and for how long. */
export interface StagePolicy {
  /** What `sst remove` does with tables and buckets. */
  readonly removal: "retain" | "remove";
  /** Whether `sst remove` is refused. */
  readonly protect: boolean;
  /** Whether AWS itself refuses to delete the tables, and a bucket that is not empty. */
  readonly keepsData: boolean;
  readonly logDays: 7 | 90;
  /** How long the bus's archive can be replayed. */
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

/** So that the longest name made of it, the archive's, has at most EventBridge's 48 characters. */
const MAX_STAGE_LENGTH = 29;

/** The stage's name cannot be part of the names of AWS's resources. */
export class StageNameError extends Error {
  override readonly name = "StageNameError";
}

/** Production retains and protects; any other stage goes away clean. @throws StageNameError */
export function stagePolicy(stage: string): StagePolicy {
  if (stage.length > MAX_STAGE_LENGTH || !/^[a-zA-Z0-9-]+$/.test(stage))
    throw new StageNameError(
      `stage ${JSON.stringify(stage)} is not 1 to ${MAX_STAGE_LENGTH} letters, digits and hyphens: choose another with --stage`,
    );
  return PRODUCTION_STAGES.has(stage) ? PRODUCTION : TRANSIENT;
}
