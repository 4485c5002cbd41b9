import { isJsonObject, type JsonObject } from "@paperledger/core/formats/json-sketch";
import type { RunStatistics, RunStatus } from "@paperledger/core/statistics/run-statistics";
import { runStatisticsSchema } from "@paperledger/core/statistics/statistics-schema";
import type { StoredRun } from "@paperledger/core/statistics/statistics-store";
import { NO_TALLY, type Tally } from "@paperledger/core/statistics/tally";
import { parseContext } from "@paperledger/events/parse-context";
import * as z from "zod";
import { jsonTextSchema } from "../clients/json-text.ts";
import { generationOf, prefixOf } from "./generations.ts";
import { idOf, type StatisticItem, unreadableStatistic } from "./statistic-item.ts";

export const runStatisticId = (traceId: string, generation = 0): string =>
  `${prefixOf(generation)}run#${traceId}`;

export const isRunItem = (item: StatisticItem): boolean => idOf(item).startsWith("run#");

/** The key of the index `by_status` that lists the completed runs that rejected a record. Other completed runs are under `completed`. */
export const COMPLETED_WITH_REJECTS = "completed+rejects";

/** Returns the keys of the index `by_status` that list the runs of a status. */
export const statusKeysOf = (status: RunStatus): readonly string[] =>
  status === "completed" ? [status, COMPLETED_WITH_REJECTS] : [status];

const statusKeyOf = ({ run_status, tally }: RunStatistics): string =>
  run_status === "completed" && tally.rejected > 0 ? COMPLETED_WITH_REJECTS : run_status;

/**
 * Makes a run's item. `revision` rises by one with each write, so a conditional write detects another write in between. Everything that
 * is not a key, and not needed by a condition or a filter, is one JSON text, because DynamoDB handles one attribute faster than forty.
 */
export function runItem(run: RunStatistics, revision: number, generation = 0) {
  const { trace_id, run_date, run_status: _, started_at, tally, by_source, ...others } = run;
  const bySource = Object.entries(by_source).map(([source, ofSource]) => [source, withoutZeros(ofSource)]);
  return {
    statistic_id: runStatisticId(trace_id, generation),
    revision,
    trace_id,
    // These are keys of the indexes, which must keep the runs of different generations apart.
    run_date: prefixOf(generation) + run_date,
    run_status: prefixOf(generation) + statusKeyOf(run),
    started_at,
    statistics: JSON.stringify({
      ...others,
      tally: withoutZeros(tally),
      by_source: Object.fromEntries(bySource),
    }),
  };
}

/** Leaves out what is the same in an empty tally. */
const withoutZeros = (tally: Tally): Partial<Tally> =>
  Object.fromEntries(
    Object.entries(tally).filter(([name, value]) =>
      value !== null && typeof value === "object" ? Object.keys(value).length > 0 : value !== ZEROS.get(name),
    ),
  );

const ZEROS: ReadonlyMap<string, unknown> = new Map(Object.entries(NO_TALLY));

/**
 * Reads the text. The schema of a run's statistics checks the fields, so here only the zeros are added. An earlier version stored
 * the fields as attributes, without this text.
 */
const textSchema = jsonTextSchema
  .pipe(z.custom<JsonObject>(isJsonObject))
  .transform(({ by_source, ...fields }) => ({
    ...fields,
    tally: withZeros(fields.tally),
    by_source: isJsonObject(by_source)
      ? Object.fromEntries(Object.entries(by_source).map(([source, tally]) => [source, withZeros(tally)]))
      : by_source,
  }));

/** Undoes {@link withoutZeros}. */
const withZeros = (tally: unknown) => (isJsonObject(tally) ? { ...NO_TALLY, ...tally } : tally);

function newItemSchema(prefix: string) {
  const prefixed = z
    .string()
    .startsWith(prefix)
    .transform((text) => text.slice(prefix.length));
  const status = prefixed.transform((text) => (text === COMPLETED_WITH_REJECTS ? "completed" : text));
  return z.object({
    revision: z.int().min(1),
    run_date: prefixed,
    run_status: status,
    statistics: textSchema.optional(),
  });
}

/**
 * The schema that was used last, with its prefix. Making a schema takes longer than reading a run with it, and all runs of a list belong to one
 * generation.
 */
let lastUsed: { readonly prefix: string; readonly schema: ReturnType<typeof newItemSchema> } | undefined;

function itemSchema(prefix: string) {
  if (lastUsed?.prefix !== prefix) lastUsed = { prefix, schema: newItemSchema(prefix) };
  return lastUsed.schema;
}

/**
 * Reads an item that {@link runItem} made.
 *
 * @throws UnreadableStatisticError if the item is not a run, or not the run that its key names
 */
export function runOfItem(item: StatisticItem): Pick<StoredRun, "run" | "revision"> {
  const stored = itemSchema(prefixOf(generationOf(String(item.statistic_id)))).safeParse(
    item,
    parseContext(),
  );
  if (!stored.success) throw unreadableStatistic(item, stored.error);
  const { revision, statistics, ...keys } = stored.data;
  const run = runStatisticsSchema.safeParse({ ...item, ...statistics, ...keys }, parseContext());
  if (!run.success) throw unreadableStatistic(item, run.error);
  const id = runStatisticId(run.data.trace_id);
  if (id !== idOf(item)) throw unreadableStatistic(item, `it has the statistics of ${run.data.trace_id}`);
  return { run: run.data, revision };
}
