import { DescribeTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeStreamCommand, type DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";

/** The table has no stream to read. */
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

/** The ARN of a table's latest stream. @throws NoStreamError */
export async function streamArnOf(dynamoDb: DynamoDBClient, table: string): Promise<string> {
  const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName: table }));
  if (!Table?.LatestStreamArn) throw new NoStreamError(table);
  return Table.LatestStreamArn;
}

/**
 * The shards of a stream, open and closed. That a shard is closed is told by reading it to its end, not here: the
 * embedded DynamoDB gives an open shard an ending sequence number, which on AWS only a closed one has.
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
