import { setTimeout as wait } from "node:timers/promises";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { type Backoff, backoffMs } from "@paperledger/core/retries/backoff";
import { batchGetRequest, itemOfJson } from "./batch-get-request.ts";

/** The number of keys that BatchGetItem takes at most. */
export const MAX_KEYS = 100;

type Item = Readonly<Record<string, unknown>>;

export interface BatchGet {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  /** The attribute that is the table's key. */
  readonly key: string;
  readonly consistent: boolean;
  /** The attributes to read. All of them if it is absent. */
  readonly attributes?: readonly string[];
  readonly backoff: Backoff;
  /** Ends the requests and the waits between them. */
  readonly signal?: AbortSignal | undefined;
  /** Is called with how many answers in a row had nothing, and the keys that are still asked for. It may throw to give up. */
  readonly onNothing?: (tries: number, unprocessed: readonly Item[]) => void;
}

/**
 * Reads the items of these ids that the table holds, in no promised order. Keys that DynamoDB leaves unprocessed (it was
 * throttled, or the answer reached 16 MB) are asked for again, after a wait if nothing came.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export async function batchGet(ids: readonly string[], read: BatchGet): Promise<readonly Item[]> {
  // DynamoDB refuses a key that stands twice in a request.
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
