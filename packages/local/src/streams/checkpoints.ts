import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { retryDelayMs } from "../delivery/retry-delay.ts";
import { readJsonFile, writeJsonFile } from "../files/json-file.ts";
import { asError, type OnProblem } from "../on-problem.ts";

/** How far a shard is handled: after which record, and whether the shard ended there. */
interface Checkpoint {
  readonly sequenceNumber?: string | undefined;
  readonly done: boolean;
}

/** How far each shard of a stream is handled. */
export interface Checkpoints {
  of(shardId: string): Checkpoint | undefined;
  /** Never throws: a checkpoint that cannot be written is kept in memory, reported, and written later. */
  save(shardId: string, checkpoint: Checkpoint): void;
  /** Makes a shard begin again, as if it had never been read. */
  forget(shardId: string): void;
  /** Whether nothing was ever saved for this stream. */
  readonly none: boolean;
  /** Tries once more to write what could not be written, and gives up waiting for it. */
  stop(): void;
}

export interface CheckpointsOptions {
  readonly streamArn: string;
  /** Without a file, checkpoints are kept in memory alone. */
  readonly file?: string | undefined;
  readonly onProblem: OnProblem;
}

const checkpointSchema = z.object({ sequenceNumber: z.string().optional(), done: z.boolean() });
const fileSchema = z.object({ streamArn: z.string(), shards: z.record(z.string(), checkpointSchema) });

const WHEN_BROKEN = "remove it, and the stream is read again from its beginning, which changes no statistics";

/**
 * Opens the checkpoints of a stream. The checkpoints of another stream (that of a table which was deleted and created
 * anew) are reported and not used.
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

  /** Returns whether all is written. */
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
