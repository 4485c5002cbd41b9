import { type ShardPosition, shardReader } from "@paperledger/aws/streams/shard-reader";
import type { Streams } from "../clients.ts";

interface ReadShard {
  readonly streamArn: string;
  readonly shardId: string;
}

/**
 * The place at which reading continues after a checkpoint. `foreign` means that the checkpoint belongs to another stream: this stream
 * has older records than the checkpoint, but not the checkpoint's own record. That happens if a data folder is copied while it is in
 * use, because the copy of the checkpoints is then newer than the copy of the tables. Reading after such a checkpoint would find
 * nothing, and would skip the next records that are written.
 */
export type ShardStart =
  | { readonly kind: "after"; readonly from: ShardPosition }
  | { readonly kind: "foreign"; readonly from: ShardPosition };

const BEGINNING: ShardPosition = { kind: "trim-horizon" };

/** Returns the place at which reading of a shard continues after the record with this sequence number. */
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
