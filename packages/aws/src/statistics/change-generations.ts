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
 * Changes the generations, on condition that nobody else has, and then deletes all copies of them (slot-copies.ts). When it
 * returns, no commit can succeed any more that goes by the generations as they were.
 *
 * `changed` is given what is stored and returns what is to be stored. If it returns its argument, only the copies are deleted.
 * A write that loses against a projection under way, or against another rebuild, is decided again on what is stored then.
 *
 * An item that cannot be read is replaced. The revision of the new item is the time, so that neither it nor a generation
 * named after it is one that was there before.
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
