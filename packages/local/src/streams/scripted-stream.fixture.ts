import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import * as z from "zod";

/** A shard of a stream that a test defines. */
export interface ScriptedShard {
  readonly id: string;
  readonly parent?: string;
  /** The ids of the records. Their sequence numbers are `first`, `first` + 1, and so on. */
  readonly records: string[];
  readonly first: number;
  closed: boolean;
  /** The number of oldest records that are no longer in the shard. */
  trimmed?: number;
}

const requestSchema = z.object({
  ShardId: z.string().optional(),
  ShardIteratorType: z.string().optional(),
  SequenceNumber: z.coerce.number().optional(),
  ShardIterator: z.string().optional(),
});

/** Starts a server for DynamoDB Streams with these shards. The embedded DynamoDB cannot do this, because its streams have one shard. */
export async function scriptedStream(shards: ScriptedShard[]) {
  const shard = (id: string | undefined) => {
    const found = shards.find((candidate) => candidate.id === id);
    if (!found) throw new Error(`no shard ${id}`);
    return found;
  };

  const operations: Record<string, (request: z.infer<typeof requestSchema>) => object> = {
    DescribeStream: () => ({
      StreamDescription: { Shards: shards.map(({ id, parent }) => ({ ShardId: id, ParentShardId: parent })) },
    }),
    GetShardIterator({ ShardId, ShardIteratorType, SequenceNumber = 0 }) {
      const { id, first, records, trimmed = 0 } = shard(ShardId);
      const index = {
        TRIM_HORIZON: trimmed,
        LATEST: records.length,
        AT_SEQUENCE_NUMBER: SequenceNumber - first,
        AFTER_SEQUENCE_NUMBER: SequenceNumber - first + 1,
      }[ShardIteratorType ?? ""];
      if (index === undefined || index < trimmed)
        return { __type: "TrimmedDataAccessException", message: "trimmed" };
      return { ShardIterator: `${id}/${index}` };
    },
    GetRecords({ ShardIterator = "" }) {
      const [id, from] = ShardIterator.split("/");
      const { first, records, closed } = shard(id);
      return {
        Records: records.slice(Number(from)).map((record, offset) => ({
          eventID: record,
          eventName: "INSERT",
          dynamodb: {
            SequenceNumber: String(first + Number(from) + offset),
            ApproximateCreationDateTime: Date.now() / 1000,
            Keys: { id: { S: record } },
          },
        })),
        ...(!closed && { NextShardIterator: `${id}/${records.length}` }),
      };
    },
  };

  const server = createServer(async (request, response) => {
    const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
    const answer = operations[operation]?.(requestSchema.parse(await json(request))) ?? {
      __type: "UnknownOperation",
    };
    response.writeHead("__type" in answer ? 400 : 200, { "content-type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify(answer));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
