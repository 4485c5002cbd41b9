import { setTimeout as wait } from "node:timers/promises";
import { ConditionalCheckFailedException, TransactionConflictException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { type Backoff, backoffMs } from "@paperledger/core/retries/backoff";
import {
  type OnUnreadableStatistic,
  UnreadableStatisticError,
} from "@paperledger/core/statistics/unreadable-statistic";
import { z } from "zod";
import { problemText } from "../tables/problem-text.ts";

/** The statistics that are read and written. One item of the table says it. Before the first rebuild it is absent. */
export interface Generations {
  readonly live: number;
  /** The generation that a rebuild builds. */
  readonly building?: number | undefined;
  /** Goes up with each change. 0 if there is no item. */
  readonly revision: number;
}

export interface StatisticsTable {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
}

/** The options of a request that ends when the signal aborts. */
export const endedBy = (signal: AbortSignal | undefined) => (signal ? { abortSignal: signal } : {});

export const GENERATIONS_ID = "generations";

const FIRST: Generations = { live: 0, revision: 0 };

const generationsSchema = z.object({
  live: z.int().min(0),
  building: z.int().min(1).optional(),
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
 * Reads the live generation for somebody who lists what is in it. If the item cannot be read, `onUnreadable` is called, and
 * the generation is the one that the item still names, or the first.
 */
export async function readLiveGeneration(
  statistics: StatisticsTable,
  onUnreadable?: OnUnreadableStatistic,
): Promise<number> {
  const item = await readItem(statistics);
  if (!item) return FIRST.live;
  const parsed = generationsSchema.safeParse(item);
  if (parsed.success) return parsed.data.live;
  const error = unreadableGenerations(parsed.error);
  if (!onUnreadable) throw error;
  onUnreadable(error);
  return liveOf(item);
}

const readItem = async ({ client, table }: StatisticsTable, signal?: AbortSignal) =>
  (
    await client.send(
      new GetCommand({ TableName: table, Key: { statistic_id: GENERATIONS_ID }, ConsistentRead: true }),
      endedBy(signal),
    )
  ).Item;

const unreadableGenerations = (cause: z.ZodError) =>
  new UnreadableStatisticError(
    GENERATIONS_ID,
    `${problemText(cause)}. It says which statistics are live: paperledger rebuild makes them anew`,
    { cause },
  );

const liveOf = (item: unknown): number =>
  generationsSchema.pick({ live: true }).safeParse(item).data?.live ?? FIRST.live;

/** The condition that the generations have not changed since, for a write of their item or a transaction on others. */
export const unchangedSince = (revision: number) =>
  revision === 0
    ? { ConditionExpression: "attribute_not_exists(statistic_id)" }
    : {
        ConditionExpression: "revision = :generations",
        ExpressionAttributeValues: { ":generations": revision },
      };

const BACKOFF: Backoff = { baseMs: 10, capMs: 500 };

/**
 * Changes the generations, on condition that nobody else has. `changed` is given what is stored and returns what is to be
 * stored; if it returns its argument, nothing is written. A write that loses against a projection under way, or against
 * another rebuild, is decided again on what is stored then.
 *
 * An item that cannot be read is replaced. The revision of the new item is the time, so that neither it nor a generation
 * named after it is one that was there before.
 */
export async function changeGenerations(
  statistics: StatisticsTable,
  changed: (generations: Generations) => Pick<Generations, "live" | "building">,
): Promise<Generations> {
  for (let attempt = 1; ; attempt++) {
    const { before, condition } = await toChange(statistics);
    const next = changed(before);
    if (next === before) return before;
    const after = { ...next, revision: before.revision + 1 };
    const put = new PutCommand({
      TableName: statistics.table,
      Item: { statistic_id: GENERATIONS_ID, ...after },
      ...condition,
    });
    try {
      await statistics.client.send(put);
      return after;
    } catch (error) {
      if (!isContention(error)) throw error;
    }
    await wait(backoffMs(attempt, BACKOFF));
  }
}

async function toChange(statistics: StatisticsTable) {
  const item = await readItem(statistics);
  const parsed = generationsSchema.safeParse(item);
  if (item && !parsed.success) return { before: { live: liveOf(item), revision: Date.now() } };
  const before = parsed.data ?? FIRST;
  return { before, condition: unchangedSince(before.revision) };
}

const isContention = (error: unknown) =>
  error instanceof TransactionConflictException || error instanceof ConditionalCheckFailedException;
