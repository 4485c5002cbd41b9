import { redriveOfKey } from "../runs/redrives.ts";
import type { RunStatistics } from "../statistics/run-statistics.ts";
import type { RejectedByReason } from "../statistics/tally.ts";

/** The reason under which rejects are counted that a redrive did not upload, because it could not put their text together. */
export const NOT_REDRIVEN = "not-redriven";

/**
 * Counts the rejected records of a run that still wait for somebody. A record that was redriven is counted where it ended last:
 * not at all if it was written, and once if it was rejected again, however often it was redriven.
 *
 * One redrive may upload several files, each of which is a run. The last redrive of a run stands for all before it, since each
 * redrive takes all rejects of the run.
 *
 * @param redrivesOf returns the runs that redrive rejects of a run, in any order
 */
export function openRejects(
  run: RunStatistics,
  redrivesOf: (traceId: string) => readonly RunStatistics[],
): RejectedByReason {
  const last = lastRedrive(redrivesOf(run.trace_id));
  if (!last) return run.tally.rejected_by_reason;
  const open = new Map<string, number>();
  const add = (reason: string, count: number) => open.set(reason, (open.get(reason) ?? 0) + count);
  const taken = last.reduce((sum, { rejects }) => sum + rejects, 0);
  if (taken < run.tally.rejected) add(NOT_REDRIVEN, run.tally.rejected - taken);
  for (const { run: redrive } of last)
    for (const [reason, count] of Object.entries(openRejects(redrive, redrivesOf))) add(reason, count);
  return Object.fromEntries(open);
}

interface RedrivenFile {
  readonly run: RunStatistics;
  /** The number of rejects in the file. */
  readonly rejects: number;
}

/** Returns the files of the last redrive among runs that redrive one run, or nothing if there are none. */
function lastRedrive(runs: readonly RunStatistics[]): readonly RedrivenFile[] | undefined {
  const redrives = new Map<string, RedrivenFile[]>();
  for (const run of runs.toSorted((a, b) => (a.trace_id < b.trace_id ? -1 : 1))) {
    const named = run.key === null ? undefined : redriveOfKey(run.key);
    // An earlier version named neither the redrive nor the number of its rejects.
    const { redrive = run.trace_id, rejects = run.tally.processed } = named ?? {};
    redrives.set(redrive, [...(redrives.get(redrive) ?? []), { run, rejects }]);
  }
  return [...redrives.values()].at(-1);
}
