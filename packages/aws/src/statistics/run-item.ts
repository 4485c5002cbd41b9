import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { runStatisticsSchema } from "@paperledger/core/statistics/statistics-schema";
import type { StoredRun } from "@paperledger/core/statistics/statistics-store";
import { z } from "zod";
import { prefixOf } from "./generations.ts";

const RUN_ID = /^(?:g\d+#)?run#/;

export const runStatisticId = (traceId: string, generation = 0): string =>
  `${prefixOf(generation)}run#${traceId}`;

export const isRunItem = ({ statistic_id }: Readonly<Record<string, unknown>>): boolean =>
  typeof statistic_id === "string" && RUN_ID.test(statistic_id);

/** A run as its item. `revision` goes up by one with each write, so that a write can tell whether another came between. */
export const runItem = (run: RunStatistics, revision: number, generation = 0) => ({
  revision,
  ...run,
  statistic_id: runStatisticId(run.trace_id, generation),
  // The keys of the indexes, in which a generation's runs are to stand by themselves.
  run_date: prefixOf(generation) + run.run_date,
  run_status: prefixOf(generation) + run.run_status,
});

const withoutPrefix = z.string().transform((text) => text.replace(/^g\d+#/, ""));

const itemSchema = z.looseObject({
  revision: z.int().min(1),
  run_date: withoutPrefix,
  run_status: withoutPrefix,
});

/** What {@link runItem} made. @throws ZodError where the item is no run */
export function runOfItem(item: Readonly<Record<string, unknown>>): StoredRun {
  const { revision, ...run } = itemSchema.parse(item);
  return { run: runStatisticsSchema.parse(run), revision };
}
