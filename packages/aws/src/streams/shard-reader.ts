import {
  type DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  TrimmedDataAccessException,
} from "@aws-sdk/client-dynamodb-streams";
import { type LambdaStreamRecord, lambdaStreamRecord } from "./lambda-stream-record.ts";

/** The place in a shard at which reading begins. */
export type ShardPosition =
  | { readonly kind: "trim-horizon" }
  | { readonly kind: "latest" }
  | { readonly kind: "at"; readonly sequenceNumber: string }
  | { readonly kind: "after"; readonly sequenceNumber: string };

export interface ShardPage {
  readonly records: readonly LambdaStreamRecord[];
  /** True if the shard is closed and this was its last page. */
  readonly closed: boolean;
}

export interface ShardReader {
  /**
   * Sets the position at which reading begins. With `latest`, this is the current end of the shard. Without a call,
   * the first {@link next} does it.
   */
  open(): Promise<void>;
  /** Returns the next page, which may be empty. After the end of a closed shard, all pages are empty. */
  next(): Promise<ShardPage>;
}

interface ShardToRead {
  readonly streamArn: string;
  readonly shardId: string;
  readonly from: ShardPosition;
}

const MAX_PAGE = 1_000;

/**
 * Reads one shard in order, from a position on. An iterator expires after 15 minutes. Then reading continues after
 * the last returned record. If the stream has been trimmed beyond that place, reading continues with the oldest
 * record that is left.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html
 */
export function shardReader(
  streams: DynamoDBStreamsClient,
  { streamArn, shardId, from }: ShardToRead,
): ShardReader {
  let position = from;
  let iterator: string | undefined;
  let closed = false;

  async function open(): Promise<void> {
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({ StreamArn: streamArn, ShardId: shardId, ...iteratorInput(position) }),
    );
    iterator = ShardIterator;
  }

  async function read(): Promise<GetRecordsCommandOutput> {
    for (;;) {
      try {
        if (!iterator) await open();
        return await streams.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: MAX_PAGE }));
      } catch (error) {
        if (error instanceof TrimmedDataAccessException) position = { kind: "trim-horizon" };
        else if (!(error instanceof ExpiredIteratorException)) throw error;
        iterator = undefined;
      }
    }
  }

  return {
    open,
    async next() {
      if (closed) return { records: [], closed };
      const { Records = [], NextShardIterator } = await read();
      const records = Records.map((record) => lambdaStreamRecord(record, streamArn));
      const last = records.at(-1);
      if (last) position = { kind: "after", sequenceNumber: last.dynamodb.SequenceNumber };
      iterator = NextShardIterator;
      closed = NextShardIterator === undefined;
      return { records, closed };
    },
  };
}

function iteratorInput(position: ShardPosition) {
  switch (position.kind) {
    case "trim-horizon":
      return { ShardIteratorType: "TRIM_HORIZON" as const };
    case "latest":
      return { ShardIteratorType: "LATEST" as const };
    case "at":
      return {
        ShardIteratorType: "AT_SEQUENCE_NUMBER" as const,
        SequenceNumber: position.sequenceNumber,
      };
    case "after":
      return {
        ShardIteratorType: "AFTER_SEQUENCE_NUMBER" as const,
        SequenceNumber: position.sequenceNumber,
      };
  }
}
