import { setTimeout as wait } from "node:timers/promises";
import { type DynamoDBDocumentClient, paginatedBatchGet } from "@aws-sdk/lib-dynamodb";
import { type Backoff, backoffMs } from "@paperledger/core/retries/backoff";

/** What BatchGetItem takes at most. */
export const MAX_KEYS = 100;

type Item = Readonly<Record<string, unknown>>;

export interface BatchGet {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  /** The attribute that is the table's key. */
  readonly key: string;
  readonly consistent: boolean;
  /** The attributes to read; all of them where none are named. */
  readonly attributes?: readonly string[];
  readonly backoff: Backoff;
  /** Told how many answers in a row had nothing, and which keys are still asked for. To throw is to give up. */
  readonly onNothing?: (tries: number, unprocessed: readonly Item[]) => void;
}

/**
 * The items of these ids that the table holds, in no promised order. Keys that DynamoDB leaves unprocessed (it was
 * throttled, or the answer reached 16 MB) are asked for again, after a wait where nothing came.
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
  { client, table, key, consistent, attributes, backoff, onNothing }: BatchGet,
): Promise<readonly Item[]> {
  const names = attributes?.map((name, index) => [`#${index}`, name] as const);
  const request = {
    Keys: ids.map((id) => ({ [key]: id })),
    ConsistentRead: consistent,
    ...(names && {
      ProjectionExpression: names.map(([placeholder]) => placeholder).join(", "),
      ExpressionAttributeNames: Object.fromEntries(names),
    }),
  };
  const items: Item[] = [];
  let emptyTries = 0;
  for await (const page of paginatedBatchGet({ client }, { RequestItems: { [table]: request } })) {
    const found = page.Responses?.[table] ?? [];
    items.push(...found);
    const unprocessed = page.UnprocessedKeys?.[table]?.Keys ?? [];
    if (unprocessed.length === 0) break;
    emptyTries = found.length > 0 ? 0 : emptyTries + 1;
    if (emptyTries === 0) continue;
    onNothing?.(emptyTries, unprocessed);
    await wait(backoffMs(emptyTries, backoff));
  }
  return items;
}
