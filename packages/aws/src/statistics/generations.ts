import { SLOTS } from "@paperledger/core/statistics/slots";
import {
  type OnUnreadableStatistic,
  UnreadableStatisticError,
} from "@paperledger/core/statistics/unreadable-statistic";
import * as z from "zod";
import { problemText } from "../tables/problem-text.ts";
import { getItem, type StatisticsTable } from "./statistics-table.ts";

/** The generations of the statistics that are in use. One item of the table stores them. Before the first rebuild, there is no such item. */
export interface Generations {
  readonly live: number;
  /** The number of slots of the live generation. */
  readonly slots: number;
  /** The generation that a rebuild is building. `building_slots` is the number of its slots. */
  readonly building?: number | undefined;
  readonly building_slots?: number | undefined;
  /** Rises with each change. 0 if there is no item. */
  readonly revision: number;
}

export const GENERATIONS_ID = "generations";

/** The generations before the first rebuild. */
export const FIRST: Generations = { live: 0, slots: SLOTS.default, revision: 0 };

const slotsSchema = z.int().min(SLOTS.from).max(SLOTS.to);

/** An item that an earlier version wrote has no `slots`. Its sums are in slot 0, so every number of slots is correct. */
export const generationsSchema = z.object({
  live: z.int().min(0),
  slots: slotsSchema.default(SLOTS.default),
  building: z.int().min(1).optional(),
  building_slots: slotsSchema.optional(),
  revision: z.int().min(1),
});

/** The prefix of a generation that is not the first. */
export const PREFIX = /^g\d+#/;

/**
 * Returns the prefix of the keys of a generation's items, also in the indexes. It separates statistics that are being built or deleted
 * from the live ones. The statistics before the first rebuild have no prefix.
 *
 * @example
 * prefixOf(0) // ""
 * prefixOf(3) // "g3#"
 */
export const prefixOf = (generation: number): string => (generation === 0 ? "" : `g${generation}#`);

/** Returns the generation of an item, given the item's key. */
export const generationOf = (statisticId: string): number => Number(/^g(\d+)#/.exec(statisticId)?.[1] ?? 0);

/** Reads the generations. @throws UnreadableStatisticError if their item cannot be read */
export async function readGenerations(
  statistics: StatisticsTable,
  signal?: AbortSignal,
): Promise<Generations> {
  const item = await readItem(statistics, signal);
  if (!item) return FIRST;
  const parsed = generationsSchema.safeParse(item);
  if (parsed.success) return parsed.data;
  throw unreadableGenerations(parsed.error);
}

/**
 * Reads the generations for a list of the live statistics. If the item cannot be read, calls `onUnreadable` and returns the fields that
 * are still readable.
 */
export async function readLiveGenerations(
  statistics: StatisticsTable,
  onUnreadable?: OnUnreadableStatistic,
): Promise<Pick<Generations, "live" | "slots">> {
  return liveGenerationsOf(await readItem(statistics), onUnreadable);
}

/**
 * Returns the live generation and its slots from the item of the generations, which is absent before the first rebuild. If the item cannot
 * be read, calls `onUnreadable` and returns the fields that are still readable.
 *
 * @throws UnreadableStatisticError if the item cannot be read and there is no `onUnreadable`
 */
export function liveGenerationsOf(
  item: unknown,
  onUnreadable?: OnUnreadableStatistic,
): Pick<Generations, "live" | "slots"> {
  if (item === undefined) return FIRST;
  const parsed = generationsSchema.safeParse(item);
  if (parsed.success) return parsed.data;
  const error = unreadableGenerations(parsed.error);
  if (!onUnreadable) throw error;
  onUnreadable(error);
  return whatIsLeftOf(item);
}

/** Reads the item of the generations without parsing it. */
export const readItem = (statistics: StatisticsTable, signal?: AbortSignal) =>
  getItem(statistics, GENERATIONS_ID, true, signal);

const unreadableGenerations = (cause: z.ZodError) =>
  new UnreadableStatisticError(
    GENERATIONS_ID,
    `${problemText(cause)}. It says which statistics are live. Run ./paperledger rebuild to make the statistics again`,
    { cause },
  );

/** Returns the readable fields of an item that cannot be read as a whole, and defaults for the others. */
export const whatIsLeftOf = (item: unknown): Pick<Generations, "live" | "slots"> => ({
  live: generationsSchema.pick({ live: true }).safeParse(item).data?.live ?? FIRST.live,
  slots: generationsSchema.pick({ slots: true }).safeParse(item).data?.slots ?? SLOTS.to,
});

/** Returns the condition that an item still has this revision. Revision 0 means that the item is absent. */
export const unchangedSince = (revision: number) =>
  revision === 0 ? { ConditionExpression: "attribute_not_exists(statistic_id)" } : hasRevision(revision);

/** Returns the condition that an item exists and has this revision. */
export const hasRevision = (revision: number) => ({
  ConditionExpression: "revision = :revision",
  ExpressionAttributeValues: { ":revision": revision },
});
