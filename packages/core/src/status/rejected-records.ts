import { problemOf } from "../rejects/problem-of.ts";
import type { RejectStore } from "../rejects/reject.ts";
import { runsWithOpenRejects } from "../rejects/runs-with-open-rejects.ts";
import type { EventLog } from "../runs/event-log.ts";
import type { RunStatistics } from "../statistics/run-statistics.ts";
import type { StatisticsStore, TimeRange } from "../statistics/statistics-store.ts";
import { parseTraceId } from "../trace-ids/trace-id.ts";
import { byCountAndReason } from "./by-count-and-reason.ts";
import { named } from "./named-runs.ts";
import type { Todo } from "./status.ts";

interface Sources {
  readonly eventLog: Pick<EventLog, "eventsOf">;
  readonly statistics: Pick<StatisticsStore, "runs" | "redrives" | "lateWithRejects">;
  readonly rejects: Pick<RejectStore, "read">;
}

type RejectedRecords = Extract<Todo, { kind: "rejected-records" }>;

/**
 * Groups the open rejects of a range by reason (see {@link runsWithOpenRejects}).
 *
 * @param runs the runs whose files are of the range. Runs without rejected records may be missing
 * @param onProblem called if a run or a sample cannot be read
 */
export async function rejectedRecords(
  runs: readonly RunStatistics[],
  range: TimeRange,
  sources: Sources,
  onProblem: (error: unknown) => void,
): Promise<readonly RejectedRecords[]> {
  const reasons = new Map<string, { count: number; runs: RunStatistics[] }>();
  for (const { run, open } of await runsWithOpenRejects(runs, range, sources.statistics, onProblem))
    for (const [reason, count] of Object.entries(open)) {
      const found = reasons.get(reason) ?? { count: 0, runs: [] };
      reasons.set(reason, { count: found.count + count, runs: [...found.runs, run] });
    }
  const todo = await Promise.all(
    [...reasons].map(async ([reason, { count, runs: ofReason }]) => ({
      kind: "rejected-records" as const,
      reason,
      count,
      runCount: ofReason.length,
      sample: (await sampleOf(reason, ofReason[0], sources).catch(onProblem)) ?? null,
      runs: named(ofReason),
    })),
  );
  return todo.toSorted(byCountAndReason);
}

/** Reads the message of one of a run's rejects that have this reason. */
async function sampleOf(
  reason: string,
  run: RunStatistics | undefined,
  { eventLog, rejects }: Sources,
): Promise<string | undefined> {
  if (!run) return undefined;
  for await (const { type, data } of eventLog.eventsOf(parseTraceId(run.trace_id), () => {})) {
    if (type !== "batch-done" || data.reject_key === null) continue;
    if (!Object.hasOwn(data.rejected_by_reason, reason)) continue;
    for await (const reject of rejects.read(data.reject_key))
      if (reject.reason === reason) return problemOf(reject);
  }
  return undefined;
}
