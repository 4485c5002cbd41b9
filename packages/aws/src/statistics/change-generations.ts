import { setTimeout as wait } from "node:timers/promises";
import { ConditionalCheckFailedException, TransactionConflictException } from "@aws-sdk/client-dynamodb";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { type Backoff, backoffMs } from "@paperledger/core/retries/backoff";
import {
  FIRST,
  GENERATIONS_ID,
  type Generations,
  generationsSchema,
  readItem,
  unchangedSince,
  whatIsLeftOf,
} from "./generations.ts";
import { deleteCopies } from "./slot-copies.ts";
import type { StatisticsTable } from "./statistics-table.ts";

const BACKOFF: Backoff = { baseMs: 10, capMs: 500 };

/**
 * Changes the generations with a conditional write, and then deletes all copies of them (slot-copies.ts). After it returns, every commit
 * that relies on the generations before the change fails.
 *
 * `changed` gets the stored generations and returns the new ones. If it returns its argument, only the copies are deleted. If the write
 * conflicts with a projection or another rebuild, the generations are read again, and `changed` is called again.
 *
 * An item that cannot be read is replaced. Its new revision is the current time. So neither the revision nor a generation that is named
 * after it was used before.
 */
export async function changeGenerations(
  statistics: StatisticsTable,
  changed: (generations: Generations) => Omit<Generations, "revision">,
): Promise<Generations> {
  const generations = await putGenerations(statistics, changed);
  await deleteCopies(statistics);
  return generations;
}

async function putGenerations(
  statistics: StatisticsTable,
  changed: (generations: Generations) => Omit<Generations, "revision">,
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
  if (item && !parsed.success) return { before: { ...whatIsLeftOf(item), revision: Date.now() } };
  const before = parsed.data ?? FIRST;
  return { before, condition: unchangedSince(before.revision) };
}

const isContention = (error: unknown) =>
  error instanceof TransactionConflictException || error instanceof ConditionalCheckFailedException;
