import { setTimeout as wait } from "node:timers/promises";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { type Backoff, backoffMs } from "@paperledger/core/retries/backoff";
import { batchGetRequest } from "./batch-get-request.ts";
import { itemOfJson } from "./parsed-answer.ts";

/** The maximum number of keys in a BatchGetItem. */
export const MAX_KEYS = 100;

type Item = Readonly<Record<string, unknown>>;

export interface BatchGet {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  /** The name of the table's key. */
  readonly key: string;
  readonly consistent: boolean;
  /** The attributes to read. The default is all attributes. */
  readonly attributes?: readonly string[];
  readonly backoff: Backoff;
  /** Ends the requests and the waits between them. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Called after each answer without items, with the number of such answers in a row and the keys that are left. It
   * may throw to give up.
   */
  readonly onNothing?: (tries: number, unprocessed: readonly Item[]) => void;
}

/**
 * Returns the stored items with these ids, in any order. DynamoDB leaves keys unprocessed if it throttles, or if the
 * answer reaches 16 MB. These keys are requested again. If no item came, there is a wait before.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export async function batchGet(ids: readonly string[], read: BatchGet): Promise<readonly Item[]> {
  // DynamoDB refuses a request with the same key twice.
  const distinct = [...new Set(ids)];
  const items: Item[] = [];
  for (let from = 0; from < distinct.length; from += MAX_KEYS)
    items.push(...(await getChunk(distinct.slice(from, from + MAX_KEYS), read)));
  return items;
}

async function getChunk(
  ids: readonly string[],
  { client, table, key, consistent, attributes, backoff, signal, onNothing }: BatchGet,
): Promise<readonly Item[]> {
  const names = attributes?.map((name, index) => [`#${index}`, name] as const);
  const request = {
    ConsistentRead: consistent,
    ...(names && {
      ProjectionExpression: names.map(([placeholder]) => placeholder).join(", "),
      ExpressionAttributeNames: Object.fromEntries(names),
    }),
  };
  const items: Item[] = [];
  let keys: Record<string, AttributeValue>[] = ids.map((id) => ({ [key]: { S: id } }));
  for (let emptyTries = 0; keys.length > 0; ) {
    const command = batchGetRequest({ RequestItems: { [table]: { ...request, Keys: keys } } });
    const { Responses, UnprocessedKeys } = await client.send(command, signal ? { abortSignal: signal } : {});
    const found = Responses?.[table] ?? [];
    for (const item of found) items.push(itemOfJson(item));
    keys = UnprocessedKeys?.[table]?.Keys ?? [];
    emptyTries = found.length > 0 ? 0 : emptyTries + 1;
    if (keys.length === 0 || emptyTries === 0) continue;
    onNothing?.(emptyTries, keys.map(itemOfJson));
    await wait(backoffMs(emptyTries, backoff), undefined, { signal });
  }
  return items;
}
