import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { runStatisticsSchema } from "@paperledger/core/statistics/statistics-schema";
import type { StoredRun } from "@paperledger/core/statistics/statistics-store";
import { z } from "zod";

const RUN_PREFIX = "run#";

export const runStatisticId = (traceId: string): string => RUN_PREFIX + traceId;

export const isRunItem = ({ statistic_id }: Readonly<Record<string, unknown>>): boolean =>
  typeof statistic_id === "string" && statistic_id.startsWith(RUN_PREFIX);

/** A run as its item. `revision` goes up by one with each write, so that a write can tell whether another came between. */
export const runItem = (run: RunStatistics, revision: number) => ({
  statistic_id: runStatisticId(run.trace_id),
  revision,
  ...run,
});

const revisionSchema = z.object({ revision: z.int().min(1) });

/** What {@link runItem} made. @throws ZodError where the item is no run */
export const runOfItem = (item: Readonly<Record<string, unknown>>): StoredRun => ({
  run: runStatisticsSchema.parse(item),
  revision: revisionSchema.parse(item).revision,
});
