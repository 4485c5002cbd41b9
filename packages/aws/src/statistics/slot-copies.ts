import { setTimeout as wait } from "node:timers/promises";
import { TransactionCanceledException, TransactionConflictException } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { type Backoff, backoffMs } from "@paperledger/core/retries/backoff";
import { SLOTS } from "@paperledger/core/statistics/slots";
import { UnreadableStatisticError } from "@paperledger/core/statistics/unreadable-statistic";
import { parseContext } from "@paperledger/events/parse-context";
import * as z from "zod";
import { batchGet } from "../tables/batch-get.ts";
import { problemText } from "../tables/problem-text.ts";
import {
  GENERATIONS_ID,
  type Generations,
  generationsSchema,
  readGenerations,
  unchangedSince,
} from "./generations.ts";
import type { StatisticItem } from "./statistic-item.ts";
import { BY_STATISTIC_ID, endedBy, getItem, type StatisticsTable } from "./statistics-table.ts";
import { isContention } from "./transaction-outcome.ts";

/**
 * Returns the id of a slot's copy of the generations. A commit checks the copy of its slot and not an item that all slots share. So
 * commits in different slots do not conflict.
 *
 * A copy is made only in a transaction that also checks the item of the generations. It may be deleted at any time. After each change of
 * the generations, all copies are deleted. So a copy that exists later was made from the changed generations.
 */
export const copyId = (slot: number): string => `${GENERATIONS_ID}#${slot}`;

const COPY_ID = /^generations#(0|[1-9]\d?)$/;

/** Returns true for the key of the generations, and for the key of a slot's copy of them. */
export const isGenerationsId = (statisticId: string): boolean =>
  statisticId === GENERATIONS_ID || COPY_ID.test(statisticId);

/** Before the first rebuild, the generations have revision 0. */
const copySchema = generationsSchema.extend({ revision: z.int().min(0) });

const BACKOFF: Backoff = { baseMs: 10, capMs: 500 };

/**
 * Reads the generations from a slot's copy. If the slot has no copy, makes the copy.
 *
 * @throws UnreadableStatisticError if the copy cannot be read, or if the item of the generations cannot be read
 * @throws the signal's reason, once it has aborted
 */
export async function generationsOfSlot(
  statistics: StatisticsTable,
  slot: number,
  signal?: AbortSignal,
): Promise<Generations> {
  for (let attempt = 1; ; attempt++) {
    const item = await getItem(statistics, copyId(slot), true, signal);
    if (item) return copyOfItem(item);
    const generations = await readGenerations(statistics, signal);
    if (await makeCopy(statistics, slot, generations, signal)) return generations;
    await wait(backoffMs(attempt, BACKOFF), undefined, { signal });
  }
}

/** Makes a slot's copy, on condition that the generations have not changed since they were read. Returns false if they have, or if the copy exists already. */
async function makeCopy(
  { client, table: TableName }: StatisticsTable,
  slot: number,
  generations: Generations,
  signal?: AbortSignal,
): Promise<boolean> {
  const ConditionCheck = {
    TableName,
    Key: { statistic_id: GENERATIONS_ID },
    ...unchangedSince(generations.revision),
  };
  const Put = {
    TableName,
    Item: { statistic_id: copyId(slot), ...generations },
    ConditionExpression: "attribute_not_exists(statistic_id)",
  };
  try {
    await client.send(
      new TransactWriteCommand({ TransactItems: [{ ConditionCheck }, { Put }] }),
      endedBy(signal),
    );
    return true;
  } catch (error) {
    if (error instanceof TransactionCanceledException && isContention(error)) return false;
    throw error;
  }
}

function copyOfItem(item: StatisticItem): Generations {
  const parsed = copySchema.safeParse(item, parseContext());
  if (parsed.success) return parsed.data;
  throw new UnreadableStatisticError(
    String(item.statistic_id),
    `${problemText(parsed.error)}. It is a slot's copy of the generations. Run ./paperledger rebuild to replace it`,
    { cause: parsed.error },
  );
}

/** The ids of the copies of all possible slots. One transaction takes all of them. */
const ALL_COPIES = Array.from({ length: SLOTS.to }, (_, slot) => copyId(slot));

const readCopies = (statistics: StatisticsTable) =>
  batchGet(ALL_COPIES, { ...statistics, ...BY_STATISTIC_ID, consistent: true });

/**
 * Deletes the copies of all slots. A copy that is made at the same time is a copy of the current generations.
 *
 * It does not read which copies exist. While a transaction makes a copy, a read may miss the copy, but a delete is refused until the
 * transaction has ended. One transaction deletes all copies. If it conflicts with commits, each copy is deleted by itself.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
 */
export async function deleteCopies(statistics: StatisticsTable): Promise<void> {
  const { client, table: TableName } = statistics;
  const TransactItems = ALL_COPIES.map((statistic_id) => ({ Delete: { TableName, Key: { statistic_id } } }));
  try {
    await client.send(new TransactWriteCommand({ TransactItems }));
  } catch (error) {
    if (!(error instanceof TransactionCanceledException && isContention(error))) throw error;
    for (const statistic_id of ALL_COPIES) await deleteCopy(statistics, statistic_id);
  }
}

/** Deletes a copy, and tries again while commits check it. */
async function deleteCopy({ client, table }: StatisticsTable, statistic_id: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(new DeleteCommand({ TableName: table, Key: { statistic_id } }));
      return;
    } catch (error) {
      if (!(error instanceof TransactionConflictException)) throw error;
    }
    await wait(backoffMs(attempt, BACKOFF));
  }
}

const LOOKS = 4;
const BETWEEN_LOOKS_MS = 500;

/**
 * Returns an error for each copy that cannot be read, or that differs from the generations. While a rebuild begins or ends, copies differ
 * for a moment, so a copy that differs is read again.
 */
export async function copiesOutOfStep(
  statistics: StatisticsTable,
): Promise<readonly UnreadableStatisticError[]> {
  for (let look = 1; ; look++) {
    const generations = await readGenerations(statistics).catch(notReadable);
    if (!generations) return [];
    const errors = (await readCopies(statistics)).flatMap((item) => outOfStep(item, generations) ?? []);
    if (errors.length === 0 || look === LOOKS) return errors;
    await wait(BETWEEN_LOOKS_MS);
  }
}

/** Ignores unreadable generations, because the reader of the generations reports them. */
function notReadable(error: unknown): undefined {
  if (!(error instanceof UnreadableStatisticError)) throw error;
}

function outOfStep(item: StatisticItem, generations: Generations): UnreadableStatisticError | undefined {
  try {
    const copy = copyOfItem(item);
    if (copy.revision === generations.revision) return undefined;
    return new UnreadableStatisticError(
      String(item.statistic_id),
      `it has generation ${copy.live}, revision ${copy.revision}, but the live generation is ${generations.live}, revision ${generations.revision}. ` +
        "A rebuild was interrupted, or an earlier version made it. Run ./paperledger rebuild to make the statistics again",
    );
  } catch (error) {
    if (!(error instanceof UnreadableStatisticError)) throw error;
    return error;
  }
}
