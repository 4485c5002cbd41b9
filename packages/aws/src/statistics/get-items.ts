import { setTimeout as wait } from "node:timers/promises";
import { paginatedBatchGet } from "@aws-sdk/lib-dynamodb";
import { type Backoff, backoffMs } from "@paperledger/core/retries/backoff";
import type { StatisticsTable } from "./generations.ts";

/** What BatchGetItem takes at most. */
const MAX_KEYS = 100;
const BACKOFF: Backoff = { baseMs: 50, capMs: 2_000 };

/**
 * The items with these ids that there are, read consistently, in no promised order. What DynamoDB leaves unprocessed is
 * asked for again, after a wait.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export async function getItems(
  { client, table }: StatisticsTable,
  ids: readonly string[],
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const items: Readonly<Record<string, unknown>>[] = [];
  // DynamoDB refuses a key that stands twice in a request.
  const each = [...new Set(ids)];
  for (let from = 0; from < each.length; from += MAX_KEYS) {
    const Keys = each.slice(from, from + MAX_KEYS).map((statistic_id) => ({ statistic_id }));
    const request = { RequestItems: { [table]: { Keys, ConsistentRead: true } } };
    let attempt = 0;
    for await (const { Responses, UnprocessedKeys } of paginatedBatchGet({ client }, request)) {
      items.push(...(Responses?.[table] ?? []));
      if (UnprocessedKeys?.[table] !== undefined) await wait(backoffMs(++attempt, BACKOFF));
    }
  }
  return items;
}
