import { type DynamoDBDocumentClient, paginateQuery, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";

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
