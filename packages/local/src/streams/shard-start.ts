import { type ShardPosition, shardReader } from "@paperledger/aws/streams/shard-reader";
import type { Streams } from "../clients.ts";

interface ReadShard {
  readonly streamArn: string;
  readonly shardId: string;
}

/**
 * Where reading goes on after a checkpoint. `foreign`: the checkpoint is of another stream. Older records than its own
 * are in this one, and its own is not. That happens if a data folder is copied while it is in use: the copy of the
 * checkpoints is then younger than the copy of the tables. Reading after such a checkpoint would find nothing and skip
 * what is written next.
 */
export type ShardStart =
  | { readonly kind: "after"; readonly from: ShardPosition }
  | { readonly kind: "foreign"; readonly from: ShardPosition };

const BEGINNING: ShardPosition = { kind: "trim-horizon" };

/** Finds out where reading of a shard goes on after the record with this sequence number. */
export async function startAfter(
  sequenceNumber: string,
  streams: Streams,
  shard: ReadShard,
): Promise<ShardStart> {
  const firstFrom = async (from: ShardPosition): Promise<string | undefined> => {
    const { records } = await shardReader(streams, { ...shard, from }).next();
    return records[0]?.dynamodb.SequenceNumber;
  };
  if ((await firstFrom({ kind: "at", sequenceNumber })) === sequenceNumber)
    return { kind: "after", from: { kind: "after", sequenceNumber } };
  const oldest = await firstFrom(BEGINNING);
  const isForeign = oldest !== undefined && BigInt(oldest) < BigInt(sequenceNumber);
  return { kind: isForeign ? "foreign" : "after", from: BEGINNING };
}
