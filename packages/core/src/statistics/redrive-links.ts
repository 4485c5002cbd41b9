import { redriveOf } from "../runs/redrives.ts";
import type { TraceId } from "../trace-ids/trace-id.ts";
import { redrivesOf } from "./redrives-of.ts";
import type { RunStatistics } from "./run-statistics.ts";
import type { StatisticsStore } from "./statistics-store.ts";

/** The runs that are connected with a run by redriven rejects. */
export interface RedriveLinks {
  /** The run whose rejected records this run reads again, if it is a redrive. */
  readonly redrives?: TraceId;
  /** The runs that read this run's rejected records again, oldest first. */
  readonly redrivenBy: readonly TraceId[];
}

/** Reads the links of a run. It makes one query of the statistics. */
export async function redriveLinks(
  traceId: TraceId,
  { key }: Pick<RunStatistics, "key">,
  statistics: Pick<StatisticsStore, "redrives">,
): Promise<RedriveLinks> {
  const redrives = key === null ? undefined : redriveOf(key);
  return { ...(redrives && { redrives }), redrivenBy: await redrivesOf(traceId, statistics) };
}
