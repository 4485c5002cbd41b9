import { setTimeout as wait } from "node:timers/promises";
import type { LambdaStreamRecord } from "@paperledger/aws/streams/lambda-stream-record";
import { type ShardReader, shardReader } from "@paperledger/aws/streams/shard-reader";
import { type Shard, shardsOf } from "@paperledger/aws/streams/stream-shards";
import { handleInOrder } from "./batch-invocation.ts";
import { openCheckpoints } from "./checkpoints.ts";
import { drain } from "./drain.ts";
import { type RecordBuffer, recordBuffer } from "./record-buffer.ts";
import { consumeShard } from "./shard-consumer.ts";
import { startAfter } from "./shard-start.ts";
import { ageMsOf } from "./stream-batch.ts";
import { batchRules, invocationRules, type StreamMappingOptions } from "./stream-mapping-options.ts";

export interface StreamMapping {
  /** Resolves when all records that were in the stream at the time of the call are handled. Rejects if the mapping stops first. */
  drained(): Promise<void>;
  /** Returns the number of records that are read and not handled yet, and the age of the oldest. */
  lag(): { readonly records: number; readonly oldestAgeMs: number };
  /** Stops reading, and waits for the invocation in progress. */
  stop(): Promise<void>;
}

/** Reported if a checkpoint belongs to another stream. Then the stream is read from its beginning. That repeats records, but skips none. */
export class ForeignCheckpointError extends Error {
  override readonly name = "ForeignCheckpointError";

  constructor(sequenceNumber: string, file: string | undefined) {
    super(
      `${file ?? "a checkpoint"} belongs to another stream (its record ${sequenceNumber} is not in this one): the stream is read from its beginning`,
    );
  }
}

interface Consumer {
  buffer: RecordBuffer;
  inFlight: readonly LambdaStreamRecord[];
  caughtUpAt: number;
}

const BETWEEN_TRIES_MS = 500;

/**
 * Starts an event source mapping from a DynamoDB stream to a function. Within a shard, records come in order, with one invocation at
 * a time. A shard is read only after its parent. Each record is delivered at least once.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 * @throws InvalidEventPatternError, or the client's error if the stream cannot be described
 */
export async function startStreamMapping(options: StreamMappingOptions): Promise<StreamMapping> {
  const { streams, streamArn, startingPosition, checkpointFile, idleDelayMs = 50, onProblem } = options;
  const batches = batchRules(options);
  const invocations = invocationRules(options);
  const checkpoints = openCheckpoints({ streamArn, file: checkpointFile, onProblem });
  const stopping = new AbortController();
  const { signal } = stopping;
  const consumers = new Map<string, Consumer>();
  const running = new Set<Promise<void>>();
  const drained = drain();

  const fromLatest = new Map<string, ShardReader>();
  if (startingPosition === "LATEST" && checkpoints.none)
    for (const { shardId } of await shardsOf(streams, streamArn)) {
      const reader = shardReader(streams, { streamArn, shardId, from: { kind: "latest" } });
      await reader.open();
      fromLatest.set(shardId, reader);
    }

  async function readerOf(shardId: string): Promise<ShardReader> {
    const shard = { streamArn, shardId };
    const sequenceNumber = checkpoints.of(shardId)?.sequenceNumber;
    if (sequenceNumber === undefined)
      return fromLatest.get(shardId) ?? shardReader(streams, { ...shard, from: { kind: "trim-horizon" } });
    const { kind, from } = await startAfter(sequenceNumber, streams, shard);
    if (kind === "foreign") {
      onProblem(new ForeignCheckpointError(sequenceNumber, checkpointFile));
      checkpoints.forget(shardId);
    }
    return shardReader(streams, { ...shard, from });
  }

  async function consume(shardId: string, consumer: Consumer): Promise<void> {
    const reached = (sequenceNumber: string) => checkpoints.save(shardId, { sequenceNumber, done: false });
    consumer.buffer = recordBuffer(batches); // records that an earlier try had read are read again
    const ended = await consumeShard({
      reader: await readerOf(shardId),
      buffer: consumer.buffer,
      async handle(records) {
        consumer.inFlight = records;
        const handled = await handleInOrder(records, invocations, { streamArn, shardId, reached, signal });
        consumer.inFlight = [];
        return handled;
      },
      reached,
      beginRead() {
        const begunAt = drained.tick();
        return () => {
          consumer.caughtUpAt = begunAt;
          tellDrained();
        };
      },
      idleDelayMs,
      signal,
      onProblem,
    });
    if (ended) checkpoints.save(shardId, { ...checkpoints.of(shardId), done: true });
  }

  /** Consumes a shard to its end, then begins with its children. */
  async function follow(shardId: string): Promise<void> {
    const consumer: Consumer = { buffer: recordBuffer(batches), inFlight: [], caughtUpAt: 0 };
    consumers.set(shardId, consumer);
    await tryUntilStopped("a shard's consumer failed", () => consume(shardId, consumer));
    await beginListed();
    if (signal.aborted) return;
    consumers.delete(shardId);
    tellDrained();
    await lookForShards();
  }

  /** Looks for new shards until one is found. A new shard may not be listed yet when its parent ends. */
  async function lookForShards(): Promise<void> {
    while (consumers.size === 0 && !signal.aborted) {
      await pause();
      await beginListed();
    }
  }

  const beginListed = () =>
    tryUntilStopped("the stream's shards cannot be listed just now", async () =>
      begin(await shardsOf(streams, streamArn)),
    );

  async function tryUntilStopped(what: string, attempt: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      try {
        return await attempt();
      } catch (cause) {
        onProblem(new Error(`${what}: trying again`, { cause }));
        await pause();
      }
    }
  }

  const pause = () => wait(BETWEEN_TRIES_MS, undefined, { signal }).catch(() => undefined);

  /** Begins with each shard that has not begun, if its parent is done or no longer listed. */
  function begin(shards: readonly Shard[]): void {
    const isDone = (shardId: string) => checkpoints.of(shardId)?.done ?? false;
    const listed = new Set(shards.map(({ shardId }) => shardId));
    for (const { shardId, parentShardId } of shards) {
      const waitsForParent = parentShardId && listed.has(parentShardId) && !isDone(parentShardId);
      if (consumers.has(shardId) || isDone(shardId) || waitsForParent) continue;
      run(follow(shardId));
    }
  }

  function run(work: Promise<void>): void {
    const ended = work.finally(() => running.delete(ended));
    running.add(ended);
  }

  const tellDrained = () =>
    drained.caughtUp(Math.min(drained.tick(), ...consumers.values().map(({ caughtUpAt }) => caughtUpAt)));

  begin(await shardsOf(streams, streamArn));
  run(lookForShards());
  return {
    drained() {
      const waiting = drained.wait();
      tellDrained();
      return waiting;
    },
    lag() {
      const records = [...consumers.values()].flatMap(({ buffer, inFlight }) => [
        ...inFlight,
        ...buffer.unread,
      ]);
      const oldestAgeMs = records.reduce(
        (oldest, record) => Math.max(oldest, ageMsOf(record, Date.now())),
        0,
      );
      return { records: records.length, oldestAgeMs };
    },
    async stop() {
      stopping.abort();
      await Promise.all(running);
      checkpoints.stop();
      drained.stop();
    },
  };
}
