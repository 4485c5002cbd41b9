import type { EventLog } from "../runs/event-log.ts";
import { SILENT_AFTER_MS } from "../runs/silent-after.ts";
import { silentAmong, wasBegunAgain } from "../runs/stuck-runs.ts";
import { redrivesOf } from "../statistics/redrives-of.ts";
import type { StatisticsStore } from "../statistics/statistics-store.ts";
import { parseTraceId, type TraceId } from "../trace-ids/trace-id.ts";

/** A file that a redrive uploaded. */
export interface UploadedRedrive {
  readonly key: string;
  readonly uploadedAt: Date;
}

/** The redrives that are reading rejects, or will read them. */
export interface RedrivesUnderWay {
  /** The runs that read rejects, oldest first. */
  readonly runs: readonly TraceId[];
  /** The keys of files with rejects that are uploaded, and whose runs have not begun. */
  readonly notBegun: readonly string[];
}

/**
 * Returns the redrives that are reading rejects of this run again, or will. A redrive of a redrive, and a redrive that
 * failed and was begun again, read such rejects too. Silent runs, and files that no run reads within the same time, are
 * left out, because nobody knows whether they go on.
 *
 * @param uploadsOf returns the files with rejects of a run that redrives have uploaded
 */
export async function redrivesUnderWay(
  traceId: TraceId,
  {
    statistics,
    eventLog,
    uploadsOf,
  }: {
    readonly statistics: Pick<StatisticsStore, "redrives" | "runs">;
    readonly eventLog: Pick<EventLog, "eventsOf">;
    readonly uploadsOf: (traceId: TraceId) => Promise<readonly UploadedRedrive[]>;
  },
  now: Date,
): Promise<RedrivesUnderWay> {
  const redrives = new Set<TraceId>([traceId]);
  const uploads: UploadedRedrive[] = [];
  // A set yields also what is added while it is read. The uploads are listed first: a run that begins meanwhile is then found as a run.
  for (const of of redrives) {
    uploads.push(...(await uploadsOf(of)));
    for (const by of await redrivesOf(of, statistics)) redrives.add(by);
  }
  redrives.delete(traceId);
  const runs = await statistics.runs([...redrives], () => {});
  const unended = runs.filter(
    (run) => run.run_status === "running" || (run.run_status === "failed" && wasBegunAgain(run)),
  );
  const silentSince = new Date(now.getTime() - SILENT_AFTER_MS);
  const silent = await Array.fromAsync(silentAmong(unended, eventLog, silentSince, () => {}));
  const isSilent = new Set(silent.map(({ run }) => run.trace_id));
  const begun = new Set(runs.map(({ key }) => key));
  return {
    runs: unended
      .map(({ trace_id }) => parseTraceId(trace_id))
      .filter((each) => !isSilent.has(each))
      .sort(),
    notBegun: uploads
      .filter(({ key, uploadedAt }) => !begun.has(key) && uploadedAt > silentSince)
      .map(({ key }) => key)
      .sort(),
  };
}
