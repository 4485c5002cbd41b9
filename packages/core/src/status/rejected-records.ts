import { openRejects } from "../rejects/open-rejects.ts";
import type { RejectStore } from "../rejects/reject.ts";
import type { EventLog } from "../runs/event-log.ts";
import { redriveOf } from "../runs/redrives.ts";
import type { RunStatistics } from "../statistics/run-statistics.ts";
import type { StatisticsStore, TimeRange } from "../statistics/statistics-store.ts";
import { parseTraceId } from "../trace-ids/trace-id.ts";
import { byCountAndReason } from "./by-count-and-reason.ts";
import { named } from "./named-runs.ts";
import type { Todo } from "./status.ts";

interface Sources {
  readonly eventLog: Pick<EventLog, "eventsOf">;
  readonly statistics: Pick<StatisticsStore, "runs" | "redrives">;
  readonly rejects: Pick<RejectStore, "read">;
}

type RejectedRecords = Extract<Todo, { kind: "rejected-records" }>;

/**
 * Groups the open rejects of some runs by reason. A reject is open until a redrive of it succeeds. If a redriven run is among the runs,
 * the results of its redrives count for it.
 *
 * @param runs the runs of the range, newest first
 * @param onProblem called if a sample cannot be read
 */
export async function rejectedRecords(
  runs: readonly RunStatistics[],
  range: TimeRange,
  sources: Sources,
  onProblem: (error: unknown) => void,
): Promise<readonly RejectedRecords[]> {
  if (!runs.some(({ tally }) => tally.rejected > 0)) return [];
  const redrivesOf = await redrivesSince(range, sources.statistics);
  const inRange = new Set(runs.map(({ trace_id }) => trace_id));
  const reasons = new Map<string, { count: number; runs: RunStatistics[] }>();
  for (const run of runs) {
    const of = run.key === null ? undefined : redriveOf(run.key);
    if (of !== undefined && inRange.has(of)) continue;
    for (const [reason, count] of Object.entries(openRejects(run, redrivesOf))) {
      const found = reasons.get(reason) ?? { count: 0, runs: [] };
      reasons.set(reason, { count: found.count + count, runs: [...found.runs, run] });
    }
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

/** Reads the redrives of runs since the range began. Returns a function that returns the redrives of one run. */
async function redrivesSince(
  { from }: TimeRange,
  statistics: Sources["statistics"],
): Promise<(traceId: string) => readonly RunStatistics[]> {
  const links = await Array.fromAsync(statistics.redrives({ from, to: new Date() }));
  if (links.length === 0) return () => [];
  const found = await statistics.runs(
    links.map(({ by }) => by),
    () => {},
  );
  const byId = new Map(found.map((run) => [run.trace_id, run]));
  const ofRun = Map.groupBy(links, ({ of }) => String(of));
  return (traceId) => (ofRun.get(traceId) ?? []).flatMap(({ by }) => byId.get(by) ?? []);
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
      if (reject.reason === reason) return reject.message;
  }
  return undefined;
}
