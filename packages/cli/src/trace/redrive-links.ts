import { redriveOf } from "@paperledger/core/runs/redrives";
import { redrivesOf } from "@paperledger/core/statistics/redrives-of";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import type { StatisticsStore } from "@paperledger/core/statistics/statistics-store";
import { type TraceId, ulidOf } from "@paperledger/core/trace-ids/trace-id";
import type { Field } from "../text/fields.ts";

/** The runs that a run has to do with because rejected records were redriven. */
export interface RedriveLinks {
  /** The run whose rejected records this run reads again, if it is a redrive. */
  readonly redrives?: TraceId;
  /** The runs that read this run's rejected records again, oldest first. */
  readonly redrivenBy: readonly TraceId[];
}

/** Reads the links of a run. Costs a query of the statistics. */
export async function redriveLinks(
  traceId: TraceId,
  { key }: Pick<RunStatistics, "key">,
  statistics: Pick<StatisticsStore, "redrives">,
): Promise<RedriveLinks> {
  const redrives = key === null ? undefined : redriveOf(key);
  return { ...(redrives && { redrives }), redrivenBy: await redrivesOf(traceId, statistics) };
}

/** Returns the links as lines of a run: no line for what there is not. */
export const linkFields = ({ redrives, redrivenBy }: RedriveLinks): readonly Field[] => [
  ...(redrives ? [["redrives", `the rejected records of ${ulidOf(redrives)}`] as const] : []),
  ...(redrivenBy.length > 0 ? [["redriven by", redrivenBy.map(ulidOf).join(", ")] as const] : []),
];
