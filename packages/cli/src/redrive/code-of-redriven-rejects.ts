import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { EXIT, type ExitCode } from "../command-error.ts";
import type { OpenRejectsUploaded } from "./upload-open-rejects.ts";

/**
 * Returns the exit code for rejects that were redriven. It is `EXIT.wrong` if some could not be uploaded, or a run failed or rejected some
 * again. It is `EXIT.undecided` if nothing is wrong so far, and a run has not begun, has not ended, or is left to another redrive.
 *
 * @param runs the runs that read the uploaded files and have begun
 */
export function codeOfRedrivenRejects(
  { uploads, hasLeft, leftToOthers, notTried }: OpenRejectsUploaded,
  runs: readonly RunStatistics[],
): ExitCode {
  if (hasLeft || runs.some(isWrong)) return EXIT.wrong;
  const isUnderWay = runs.length < uploads.size || runs.some(({ run_status }) => run_status === "running");
  return isUnderWay || leftToOthers + notTried > 0 ? EXIT.undecided : EXIT.ok;
}

/** The result of a run under way is unknown, so such a run is not wrong, even if it has rejected a record. */
const isWrong = ({ run_status, tally }: RunStatistics) =>
  run_status === "failed" || (run_status === "completed" && tally.rejected > 0);
