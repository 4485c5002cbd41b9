import { setTimeout as wait } from "node:timers/promises";
import { ConditionalCheckFailedException, TransactionConflictException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { type Backoff, backoffMs } from "@paperledger/core/retries/backoff";
import { z } from "zod";

/** Which statistics are read and written. One item of the statistics table says it; until the first rebuild there is none. */
export interface Generations {
  readonly live: number;
  /** Those that a rebuild builds. */
  readonly building?: number | undefined;
  /** Goes up with each change; 0 where there is no item. */
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

/**
 * What stands before the keys of a generation's items, those of its indexes among them: so that statistics that are
 * being built, or are being deleted, are found under no key of the live ones. Nothing, for those before the first rebuild.
 */
export const prefixOf = (generation: number): string => (generation === 0 ? "" : `g${generation}#`);

/** The generation that an item belongs to. */
export const generationOf = (statisticId: string): number => Number(/^g(\d+)#/.exec(statisticId)?.[1] ?? 0);

export async function readGenerations(
  { client, table }: StatisticsTable,
  signal?: AbortSignal,
): Promise<Generations> {
  const { Item } = await client.send(
    new GetCommand({ TableName: table, Key: { statistic_id: GENERATIONS_ID }, ConsistentRead: true }),
    endedBy(signal),
  );
  return Item ? generationsSchema.parse(Item) : FIRST;
}

/** The condition that nothing changed since, on the item itself or for a transaction on others. */
export const unchangedSince = (revision: number) =>
  revision === 0
    ? { ConditionExpression: "attribute_not_exists(statistic_id)" }
    : {
        ConditionExpression: "revision = :generations",
        ExpressionAttributeValues: { ":generations": revision },
      };

const BACKOFF: Backoff = { baseMs: 10, capMs: 500 };

/**
 * Writes what follows from how they are; nothing, where `changed` gives them as they are. Projections under way touch
 * the item too, with their conditions: what loses against one is tried again, as is what was decided upon a state that
 * another rebuild changed.
 */
export async function changeGenerations(
  statistics: StatisticsTable,
  changed: (generations: Generations) => Pick<Generations, "live" | "building">,
): Promise<Generations> {
  for (let attempt = 1; ; attempt++) {
    const before = await readGenerations(statistics);
    const next = changed(before);
    if (next === before) return before;
    const after = { ...next, revision: before.revision + 1 };
    const put = new PutCommand({
      TableName: statistics.table,
      Item: { statistic_id: GENERATIONS_ID, ...after },
      ...unchangedSince(before.revision),
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

const isContention = (error: unknown) =>
  error instanceof TransactionConflictException || error instanceof ConditionalCheckFailedException;
