import { type DynamoDBDocumentClient, paginateQuery, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import type { OnUnreadable } from "@paperledger/core/runs/event-log";
import { EventLogError } from "./event-log-error.ts";

export interface RunsTable {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
}

/**
 * Queries the items of a run in order of `seq`.
 *
 * @param projection the attributes that DynamoDB returns. All of them unless given
 */
export function pagesOf(
  traceId: string,
  { client, table }: RunsTable,
  afterSeq: number | undefined,
  projection: Pick<QueryCommandInput, "ProjectionExpression" | "ExpressionAttributeNames"> = {},
) {
  const isAfter = afterSeq !== undefined;
  return paginateQuery(
    { client },
    {
      TableName: table,
      KeyConditionExpression: `trace_id = :trace_id${isAfter ? " AND seq > :after" : ""}`,
      ExpressionAttributeValues: { ":trace_id": traceId, ...(isAfter && { ":after": afterSeq }) },
      ConsistentRead: true,
      ...projection,
    },
  );
}

/** Reads an item. If it cannot be read, reports its error and returns undefined, or throws the error if there is nobody to report it to. */
export function readOrReport<Read>(
  item: Readonly<Record<string, unknown>>,
  read: (item: Readonly<Record<string, unknown>>) => Read,
  onUnreadable?: OnUnreadable,
): Read | undefined {
  try {
    return read(item);
  } catch (error) {
    if (!(error instanceof EventLogError) || !onUnreadable) throw error;
    onUnreadable(error);
    return undefined;
  }
}
