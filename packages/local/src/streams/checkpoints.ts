import { z } from "zod";
import { readJsonFile, writeJsonFile } from "../json-file.ts";

/** How far a shard is handled: after which record, and whether the shard ended there. */
export interface Checkpoint {
  readonly sequenceNumber?: string | undefined;
  readonly done: boolean;
}

/** How far each shard of a stream is handled. */
export interface Checkpoints {
  of(shardId: string): Checkpoint | undefined;
  save(shardId: string, checkpoint: Checkpoint): void;
  /** Whether nothing was ever saved for this stream. */
  readonly none: boolean;
}

const checkpointSchema = z.object({ sequenceNumber: z.string().optional(), done: z.boolean() });
const fileSchema = z.object({ streamArn: z.string(), shards: z.record(z.string(), checkpointSchema) });

/**
 * Checkpoints in a file, or in memory. What the file says of another stream (that of a table which is no more) is not
 * taken for this one's.
 */
export function openCheckpoints(streamArn: string, file?: string): Checkpoints {
  const found = file ? readJsonFile(file, fileSchema) : undefined;
  const shards = new Map<string, Checkpoint>(
    found?.streamArn === streamArn ? Object.entries(found.shards) : undefined,
  );
  return {
    of: (shardId) => shards.get(shardId),
    save(shardId, checkpoint) {
      shards.set(shardId, checkpoint);
      if (file) writeJsonFile(file, { streamArn, shards: Object.fromEntries(shards) });
    },
    get none() {
      return shards.size === 0;
    },
  };
}
