import { SLOTS } from "@paperledger/core/statistics/slots";
import {
  type OnUnreadableStatistic,
  UnreadableStatisticError,
} from "@paperledger/core/statistics/unreadable-statistic";
import * as z from "zod";
import { problemText } from "../tables/problem-text.ts";
import { getItem, type StatisticsTable } from "./statistics-table.ts";

/** The statistics that are read and written. One item of the table says it. Before the first rebuild it is absent. */
export interface Generations {
  readonly live: number;
  /** The number of slots of the live generation. */
  readonly slots: number;
  /** The generation that a rebuild builds, and the number of its slots. */
  readonly building?: number | undefined;
  readonly building_slots?: number | undefined;
  /** Goes up with each change. 0 if there is no item. */
  readonly revision: number;
}

export const GENERATIONS_ID = "generations";

/** The generations before the first rebuild. */
export const FIRST: Generations = { live: 0, slots: SLOTS.default, revision: 0 };

const slotsSchema = z.int().min(SLOTS.from).max(SLOTS.to);

/** An item that an earlier version wrote has no slots: its sums are in slot 0, and any number of slots fits. */
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
 * The text before the keys of a generation's items, those of its indexes among them. It keeps statistics that are being
 * built, or deleted, apart from the live ones. The statistics before the first rebuild have none.
 */
export const prefixOf = (generation: number): string => (generation === 0 ? "" : `g${generation}#`);

/** The generation that an item belongs to. */
export const generationOf = (statisticId: string): number => Number(/^g(\d+)#/.exec(statisticId)?.[1] ?? 0);

/** Reads which generation is live. @throws UnreadableStatisticError if the item that says it cannot be read */
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
 * Reads the generations for somebody who lists what is in the live one. If the item cannot be read, `onUnreadable` is called,
 * and the answer is as much as the item still says.
 */
export async function readLiveGenerations(
  statistics: StatisticsTable,
  onUnreadable?: OnUnreadableStatistic,
): Promise<Pick<Generations, "live" | "slots">> {
  const item = await readItem(statistics);
  if (!item) return FIRST;
  const parsed = generationsSchema.safeParse(item);
  if (parsed.success) return parsed.data;
  const error = unreadableGenerations(parsed.error);
  if (!onUnreadable) throw error;
  onUnreadable(error);
  return whatIsLeftOf(item);
}

/** Reads the item as it is. */
export const readItem = (statistics: StatisticsTable, signal?: AbortSignal) =>
  getItem(statistics, GENERATIONS_ID, true, signal);

const unreadableGenerations = (cause: z.ZodError) =>
  new UnreadableStatisticError(
    GENERATIONS_ID,
    `${problemText(cause)}. It says which statistics are live: paperledger rebuild makes them anew`,
    { cause },
  );

/** Returns as much as an item that cannot be read still says. */
export const whatIsLeftOf = (item: unknown): Pick<Generations, "live" | "slots"> => ({
  live: generationsSchema.pick({ live: true }).safeParse(item).data?.live ?? FIRST.live,
  slots: generationsSchema.pick({ slots: true }).safeParse(item).data?.slots ?? SLOTS.to,
});

/** The condition that an item still has this revision: 0 for an item that is absent. */
export const unchangedSince = (revision: number) =>
  revision === 0 ? { ConditionExpression: "attribute_not_exists(statistic_id)" } : hasRevision(revision);

/** The condition that an item is there and has this revision. */
export const hasRevision = (revision: number) => ({
  ConditionExpression: "revision = :revision",
  ExpressionAttributeValues: { ":revision": revision },
});
