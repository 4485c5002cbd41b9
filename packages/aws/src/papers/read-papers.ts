import { setTimeout as wait } from "node:timers/promises";
import { type DynamoDBDocumentClient, paginatedBatchGet } from "@aws-sdk/lib-dynamodb";
import { backoffMs } from "@paperledger/core/retries/backoff";
import type { Patience } from "../clients/patience.ts";
import { PaperStoreThrottledError } from "./paper-store-errors.ts";

/** What BatchGetItem takes at most. */
export const MAX_KEYS = 100;

export interface PaperRead {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly patience: Patience;
  readonly consistent: boolean;
  /** The attributes to read; all of them where none are named. */
  readonly attributes?: readonly string[];
}

/**
 * The items of these papers that the table holds, in no promised order. Keys that DynamoDB leaves unprocessed (it was
 * throttled, or the answer reached 16 MB) are asked for again, after a wait where nothing came.
 *
 * @throws PaperStoreThrottledError where nothing comes for longer than the patience allows
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export async function readPapers(
  ids: readonly string[],
  read: PaperRead,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const distinct = [...new Set(ids)];
  const items: Readonly<Record<string, unknown>>[] = [];
  for (let from = 0; from < distinct.length; from += MAX_KEYS)
    items.push(...(await readChunk(distinct.slice(from, from + MAX_KEYS), read)));
  return items;
}

async function readChunk(
  ids: readonly string[],
  { client, table, patience, consistent, attributes }: PaperRead,
) {
  const names = attributes?.map((name, index) => [`#${index}`, name] as const);
  const request = {
    Keys: ids.map((paper_id) => ({ paper_id })),
    ConsistentRead: consistent,
    ...(names && {
      ProjectionExpression: names.map(([placeholder]) => placeholder).join(", "),
      ExpressionAttributeNames: Object.fromEntries(names),
    }),
  };
  const items: Record<string, unknown>[] = [];
  let emptyTries = 0;
  for await (const page of paginatedBatchGet({ client }, { RequestItems: { [table]: request } })) {
    const found = page.Responses?.[table] ?? [];
    items.push(...found);
    const unprocessed = page.UnprocessedKeys?.[table]?.Keys ?? [];
    if (unprocessed.length === 0) break;
    emptyTries = found.length > 0 ? 0 : emptyTries + 1;
    if (emptyTries === patience.maxTries)
      throw new PaperStoreThrottledError(
        table,
        emptyTries,
        new Map(unprocessed.map(({ paper_id }) => [String(paper_id), "UnprocessedKeys"])),
      );
    if (emptyTries > 0) await wait(backoffMs(emptyTries, patience));
  }
  return items;
}
