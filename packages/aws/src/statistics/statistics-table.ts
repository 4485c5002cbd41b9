import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";

export interface StatisticsTable {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
}

/** The options for reading batches of statistics. */
export const BY_STATISTIC_ID = { key: "statistic_id", backoff: { baseMs: 50, capMs: 2_000 } } as const;

/** Returns the options of a request that ends when the signal aborts. */
export const endedBy = (signal: AbortSignal | undefined) => (signal ? { abortSignal: signal } : {});

/** Reads one item of the table. Returns undefined if it is absent. */
export const getItem = async (
  { client, table }: StatisticsTable,
  statistic_id: string,
  ConsistentRead: boolean,
  signal?: AbortSignal,
) => {
  const get = new GetCommand({ TableName: table, Key: { statistic_id }, ConsistentRead });
  return (await client.send(get, endedBy(signal))).Item;
};
