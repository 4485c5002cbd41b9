import type { RunStatistics } from "../statistics/run-statistics.ts";
import type { RejectedByReason } from "../statistics/tally.ts";
import { redriveOfKey } from "../text/redrive-key.ts";

/** The reason of rejects that a redrive could not upload, because it could not put their texts into a file. */
export const NOT_REDRIVEN = "not-redriven";

/**
 * Counts the open rejects of a run by reason: the rejected records that no redrive has written. A record that was redriven and
 * rejected again counts once, however often it was redriven.
 *
 * A redrive may upload several files, and each file has a run of its own. Only the last redrive of a run counts, because each
 * redrive uploads all rejects of the run. Records that an unfinished redrive has not read yet are still open.
 *
 * @param redrivesOf returns the runs that redrive the rejects of a run, in any order
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
  for (const [reason, count] of unreadBy(last, run.tally.rejected_by_reason)) add(reason, count);
  return Object.fromEntries(open);
}

/**
 * Returns the records that an unfinished redrive has not read yet, by the reasons of the run. If only some are left, it is not known
 * which. Then the most frequent reasons get them.
 */
function unreadBy(
  files: readonly RedrivenFile[],
  reasons: RejectedByReason,
): readonly (readonly [reason: string, count: number])[] {
  let left = files
    .filter(({ run }) => run.run_status !== "completed")
    .reduce((sum, { run, rejects }) => sum + Math.max(0, rejects - run.tally.processed), 0);
  return Object.entries(reasons)
    .toSorted(([, a], [, b]) => b - a)
    .flatMap(([reason, count]) => {
      const unread = Math.min(left, count);
      left -= unread;
      return unread > 0 ? [[reason, unread] as const] : [];
    });
}

/** A file of a redrive. */
export interface RedrivenFile {
  readonly run: RunStatistics;
  /** The number of rejects in the file. */
  readonly rejects: number;
}

/** Returns the files of the last redrive. `runs` are all runs that redrive the same run. Returns undefined if there are none. */
export function lastRedrive(runs: readonly RunStatistics[]): readonly RedrivenFile[] | undefined {
  const redrives = new Map<string, RedrivenFile[]>();
  for (const run of runs.toSorted((a, b) => (a.trace_id < b.trace_id ? -1 : 1))) {
    const named = run.key === null ? undefined : redriveOfKey(run.key);
    // Keys of earlier versions contain neither the redrive nor the number of its rejects.
    const { redrive = run.trace_id, rejects = run.tally.processed } = named ?? {};
    redrives.set(redrive, [...(redrives.get(redrive) ?? []), { run, rejects }]);
  }
  return [...redrives.values()].at(-1);
}
