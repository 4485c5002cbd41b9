import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, paginateScan } from "@aws-sdk/lib-dynamodb";
import { type ItemValue, itemSizeBytes } from "@paperledger/aws/papers/item-size";

/** The items of a papers table: the size of each one in bytes, and the run that wrote it. */
export type StoredSizes = ReadonlyMap<string, { readonly bytes: number; readonly traceId: unknown }>;

const WRITE_UNIT_BYTES = 1_024;

/** Reads the size of every item of a table. */
export async function storedSizes(client: DynamoDBDocumentClient, TableName: string): Promise<StoredSizes> {
  const sizes = new Map<string, { readonly bytes: number; readonly traceId: unknown }>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName }))
    for (const item of Items as readonly Readonly<Record<string, ItemValue>>[])
      sizes.set(String(item.paper_id), { bytes: itemSizeBytes(item), traceId: item.trace_id });
  return sizes;
}

/**
 * Returns the write units of the writes between two states of a papers table, by AWS's rules: one unit for each KB of the item before
 * or after the write, whichever is larger. If the table has an index by trace id, a new entry costs one more unit, and an entry whose
 * key changes costs two more.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export function writeUnits(before: StoredSizes, after: StoredSizes, hasIndex: boolean): number {
  let units = 0;
  for (const [id, { bytes, traceId }] of after) {
    const old = before.get(id);
    if (old?.traceId === traceId) continue;
    units += Math.ceil(Math.max(bytes, old?.bytes ?? 0) / WRITE_UNIT_BYTES);
    if (hasIndex) units += old ? 2 : 1;
  }
  return units;
}

/** Tells whether a table has an index. */
export async function hasIndex(client: DynamoDBDocumentClient, TableName: string): Promise<boolean> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  return (Table?.GlobalSecondaryIndexes ?? []).length > 0;
}
