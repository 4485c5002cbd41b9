import type { TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import { HOUR_KEY } from "@paperledger/core/statistics/hour-counts";
import { newestOf } from "@paperledger/core/statistics/newest-of";
import { scopeOfId } from "@paperledger/core/statistics/scope";
import { SLOTS, slotOf } from "@paperledger/core/statistics/slots";
import {
  histogramSchema,
  hourCountsSchema,
  rejectedByReasonSchema,
  tallySchema,
} from "@paperledger/core/statistics/statistics-schema";
import {
  addTally,
  COUNTERS,
  FALLING_COUNTERS,
  NO_TALLY,
  type Tally,
} from "@paperledger/core/statistics/tally";
import { parseContext } from "@paperledger/events/parse-context";
import { timestampSchema } from "@paperledger/events/run-event";
import * as z from "zod";
import { listAttributes } from "./scope-list.ts";
import { idOf, type StatisticItem, unreadableStatistic } from "./statistic-item.ts";

type Update = NonNullable<NonNullable<TransactWriteCommandInput["TransactItems"]>[number]["Update"]>;

/** Each bucket of the histogram has its own attribute, because ADD cannot create an entry in a map that does not exist yet. */
const BUCKET_PREFIX = "batch_ms_bucket_";

/** Each reason of rejected records has its own attribute too. */
const REASON_PREFIX = "rejected_reason_";

/** Each count of an hour also has its own attribute, such as `h18c`. */
const HOUR_PREFIX = "h";

const count = z.int().min(0);

/** The attribute of the total's items with the time of their newest event. */
const NEWEST = "newest_event_at";

/** The sums of a scope, in one slot or in all slots together. */
export interface ScopePart {
  readonly tally: Tally;
  /** The time of the newest counted event. Only the total has it. */
  readonly newestEventAt?: string | undefined;
}

/** The counters that an item can hold. */
const STORED_COUNTERS = [...COUNTERS, "failures_listed"] as const;

/** A missing attribute counts as 0. An unknown attribute is ignored, because another version may have added it. */
const scopeItemSchema = z.object({
  ...Object.fromEntries(
    STORED_COUNTERS.map((counter) => [counter, (FALLING_COUNTERS.has(counter) ? z.int() : count).optional()]),
  ),
  batch_ms_min: count.optional(),
  batch_ms_max: count.optional(),
  [NEWEST]: timestampSchema.optional(),
});

/**
 * Reads a scope's item, which is one slot's part of the scope's sum.
 *
 * @param slots the number of slots of the item's generation. The default is the highest possible number
 * @throws UnreadableStatisticError if the key is not that of a scope, if its generation does not have this slot, or if an attribute is
 * not in the form that {@link addToScope} writes
 */
export function partOfItem(item: StatisticItem, slots: number = SLOTS.to): ScopePart {
  const { id, slot } = slotOf(idOf(item));
  if (!scopeOfId(id))
    throw unreadableStatistic(
      item,
      "its key is not that of a run, a day, a source, a redrive, late runs, failed runs or the total",
    );
  if (slot >= slots)
    throw unreadableStatistic(
      item,
      `it is in slot ${slot}, but these statistics have only ${slots} slots, from 0. Run ./paperledger rebuild to make the statistics again`,
    );
  const counts = scopeItemSchema.safeParse(item, parseContext());
  if (!counts.success) throw unreadableStatistic(item, counts.error);
  const batch_ms_histogram = histogramSchema.safeParse(countsIn(item, BUCKET_PREFIX), parseContext());
  if (!batch_ms_histogram.success) throw unreadableStatistic(item, batch_ms_histogram.error);
  const rejected_by_reason = rejectedByReasonSchema.safeParse(countsIn(item, REASON_PREFIX), parseContext());
  if (!rejected_by_reason.success) throw unreadableStatistic(item, rejected_by_reason.error);
  const hours = Object.entries(countsIn(item, HOUR_PREFIX)).filter(([key]) => HOUR_KEY.test(key));
  const by_hour = hourCountsSchema.safeParse(Object.fromEntries(hours), parseContext());
  if (!by_hour.success) throw unreadableStatistic(item, by_hour.error);
  const { [NEWEST]: newestEventAt, batch_ms_min = null, batch_ms_max = null, ...counted } = counts.data;
  const times = { batch_ms_min, batch_ms_max, batch_ms_histogram: batch_ms_histogram.data };
  return {
    tally: {
      ...NO_TALLY,
      ...counted,
      ...times,
      rejected_by_reason: rejected_by_reason.data,
      ...(hours.length > 0 && { by_hour: by_hour.data }),
    },
    newestEventAt,
  };
}

/** Returns the counts in the attributes whose names have this prefix, by the rest of the name. */
const countsIn = (item: StatisticItem, prefix: string) =>
  Object.fromEntries(
    Object.entries(item)
      .filter(([name, value]) => name.startsWith(prefix) && value !== 0)
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );

/**
 * Adds up the parts of a scope's sum. The parts are read in parallel, so one part may be older than another. Then the sum of a
 * counter that can fall may be below zero for a moment. Such a sum counts as zero.
 *
 * @throws UnreadableStatisticError if a part cannot be read, or if the sum is not a tally
 */
export function sumOfItems(scopeId: string, items: readonly StatisticItem[], slots: number): ScopePart {
  const parts = items.map((item) => partOfItem(item, slots));
  const sum = parts.map(({ tally }) => tally).reduce(addTally, NO_TALLY);
  const raised = Object.fromEntries(
    Object.entries(sum).map(([name, value]) => [
      name,
      FALLING_COUNTERS.has(name) && typeof value === "number" ? Math.max(0, value) : value,
    ]),
  );
  const tally = tallySchema.safeParse(raised, parseContext());
  if (!tally.success) throw unreadableStatistic({ statistic_id: scopeId }, tally.error);
  return { tally: tally.data, newestEventAt: newestOf(parts.map(({ newestEventAt }) => newestEventAt)) };
}

/**
 * Makes the update that adds to a scope's item. Counters are added. The shortest batch, the longest batch and the time of the newest event
 * are set only if the new value is further out than the stored value. The update has the condition that this is still so. These values
 * never move back, so `stored` may be old.
 *
 * @returns the update, or undefined if there is nothing to add or to set
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export function addToScope(
  table: string,
  id: string,
  { tally: gain, newestEventAt }: ScopePart,
  { tally: stored, newestEventAt: storedNewest = "" }: ScopePart,
): Update | undefined {
  const added = [
    ...STORED_COUNTERS.map((counter) => [counter, gain[counter] ?? 0] as const),
    ...Object.entries(gain.batch_ms_histogram).map(
      ([bucket, count]) => [BUCKET_PREFIX + bucket, count] as const,
    ),
    ...Object.entries(gain.rejected_by_reason).map(
      ([reason, count]) => [REASON_PREFIX + reason, count] as const,
    ),
    ...Object.entries(gain.by_hour ?? {}).map(([key, count]) => [HOUR_PREFIX + key, count] as const),
  ].filter(([, amount]) => amount !== 0);
  const bounds = [
    {
      name: "batch_ms_min",
      isPast: "<",
      value: movedOutward(gain.batch_ms_min, stored.batch_ms_min, Math.min),
    },
    {
      name: "batch_ms_max",
      isPast: ">",
      value: movedOutward(gain.batch_ms_max, stored.batch_ms_max, Math.max),
    },
    {
      name: NEWEST,
      isPast: ">",
      value: newestEventAt !== undefined && newestEventAt > storedNewest ? newestEventAt : null,
    },
  ].filter((bound) => bound.value !== null);
  if (added.length === 0 && bounds.length === 0) return undefined;

  const add = added.map((_, index) => `#${placeOf(index)} :${placeOf(index)}`).join(", ");
  const listed = listAttributes(id);
  const set = [...bounds.map(({ name }) => name), ...Object.keys(listed)]
    .map((name) => `${name} = :${name}`)
    .join(", ");
  const condition = bounds.map(
    ({ name, isPast }) => `(attribute_not_exists(${name}) OR :${name} ${isPast} ${name})`,
  );
  return {
    TableName: table,
    Key: { statistic_id: id },
    UpdateExpression: [add && `ADD ${add}`, set && `SET ${set}`].filter(Boolean).join(" "),
    ...(condition.length > 0 && { ConditionExpression: condition.join(" AND ") }),
    // DynamoDB refuses an empty map of names.
    ...(added.length > 0 && {
      ExpressionAttributeNames: Object.fromEntries(
        added.map(([name], index) => [`#${placeOf(index)}`, name]),
      ),
    }),
    ExpressionAttributeValues: {
      ...Object.fromEntries(added.map(([, amount], index) => [`:${placeOf(index)}`, amount])),
      ...Object.fromEntries(bounds.map(({ name, value }) => [`:${name}`, value])),
      ...Object.fromEntries(Object.entries(listed).map(([name, value]) => [`:${name}`, value])),
    },
  };
}

/** Returns a short name for the attribute with this index, because DynamoDB limits an expression to 4 KB. */
const placeOf = (index: number) => index.toString(36);

function movedOutward(gain: number | null, stored: number | null, outermost: typeof Math.min): number | null {
  if (gain === null || stored === null) return gain;
  return outermost(gain, stored) === stored ? null : gain;
}
