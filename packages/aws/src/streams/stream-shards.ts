import { DescribeTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeStreamCommand, type DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";

/** Thrown if the table has no stream. */
export class NoStreamError extends Error {
  override readonly name = "NoStreamError";

  constructor(table: string) {
    super(`table ${table} has no stream: create it with a StreamSpecification`);
  }
}

/** A part of a stream whose records are in order. A child continues where its parent was closed. */
export interface Shard {
  readonly shardId: string;
  readonly parentShardId?: string;
}

/** Returns the ARN of a table's latest stream. @throws NoStreamError */
export async function streamArnOf(dynamoDb: DynamoDBClient, table: string): Promise<string> {
  const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName: table }));
  if (!Table?.LatestStreamArn) throw new NoStreamError(table);
  return Table.LatestStreamArn;
}

/**
 * Returns the open and closed shards of a stream. It does not say which shards are closed. Read a shard to its end to
 * find out. On AWS, only a closed shard has an ending sequence number, but in the embedded DynamoDB an open shard
 * also has one.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_DescribeStream.html
 */
export async function shardsOf(streams: DynamoDBStreamsClient, streamArn: string): Promise<readonly Shard[]> {
  const shards: Shard[] = [];
  for (let after: string | undefined; ; ) {
    const { StreamDescription } = await streams.send(
      new DescribeStreamCommand({ StreamArn: streamArn, ExclusiveStartShardId: after }),
    );
    for (const { ShardId, ParentShardId } of StreamDescription?.Shards ?? [])
      if (ShardId) shards.push({ shardId: ShardId, ...(ParentShardId && { parentShardId: ParentShardId }) });
    after = StreamDescription?.LastEvaluatedShardId;
    if (!after) return shards;
  }
}
