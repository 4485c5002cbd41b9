import { setTimeout as wait } from "node:timers/promises";
import * as z from "zod";
import { retryDelayMs } from "../delivery/retry-delay.ts";
import { readJsonFile, writeJsonFile } from "../files/json-file.ts";
import { asError, type OnProblem } from "../on-problem.ts";

/** How far a shard is handled: the last handled record, and whether the shard has ended. */
interface Checkpoint {
  readonly sequenceNumber?: string | undefined;
  readonly done: boolean;
}

/** The checkpoints of a stream's shards. */
export interface Checkpoints {
  of(shardId: string): Checkpoint | undefined;
  /** Saves a checkpoint. Never throws: if a checkpoint cannot be written, it is kept in memory, reported, and written later. */
  save(shardId: string, checkpoint: Checkpoint): void;
  /** Forgets a shard's checkpoint, so that the shard is read from its beginning. */
  forget(shardId: string): void;
  /** True if the stream has no checkpoints. */
  readonly none: boolean;
  /** Tries once more to write checkpoints that could not be written, and does not wait for it. */
  stop(): void;
}

export interface CheckpointsOptions {
  readonly streamArn: string;
  /** Without a file, checkpoints are only in memory. */
  readonly file?: string | undefined;
  readonly onProblem: OnProblem;
}

const checkpointSchema = z.object({ sequenceNumber: z.string().optional(), done: z.boolean() });
const fileSchema = z.object({ streamArn: z.string(), shards: z.record(z.string(), checkpointSchema) });

const WHEN_BROKEN = "remove it, and the stream is read again from its beginning, which changes no statistics";

/**
 * Opens the checkpoints of a stream. If the file belongs to another stream, because the table was deleted and created again, that is
 * reported, and its checkpoints are not used.
 *
 * @throws JsonFileError if the file is broken
 * @throws FileError if the file cannot be read
 */
export function openCheckpoints({ streamArn, file, onProblem }: CheckpointsOptions): Checkpoints {
  const shards = new Map<string, Checkpoint>();
  const stopping = new AbortController();
  let isRetrying = false;

  const found = file ? readJsonFile({ path: file, schema: fileSchema, whenBroken: WHEN_BROKEN }) : undefined;
  if (found?.streamArn === streamArn)
    for (const [shardId, checkpoint] of Object.entries(found.shards)) shards.set(shardId, checkpoint);
  else if (found)
    onProblem(new Error(`${file} belongs to another stream: the stream is read from its beginning`));

  /** Writes all checkpoints. Returns whether that succeeded. */
  function write(): boolean {
    if (!file) return true;
    try {
      writeJsonFile(file, { streamArn, shards: Object.fromEntries(shards) });
      return true;
    } catch (error) {
      onProblem(asError(error));
      return false;
    }
  }

  function writeOrRetry(): void {
    if (!write() && !isRetrying) void retry();
  }

  async function retry(): Promise<void> {
    isRetrying = true;
    const { signal } = stopping;
    for (let failures = 1; !signal.aborted; failures++) {
      await wait(retryDelayMs(failures), undefined, { signal }).catch(() => undefined);
      if (write()) break;
    }
    isRetrying = false;
  }

  return {
    of: (shardId) => shards.get(shardId),
    save(shardId, checkpoint) {
      shards.set(shardId, checkpoint);
      writeOrRetry();
    },
    forget(shardId) {
      shards.delete(shardId);
      writeOrRetry();
    },
    get none() {
      return shards.size === 0;
    },
    stop: () => stopping.abort(),
  };
}
