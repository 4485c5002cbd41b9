import { setTimeout as wait } from "node:timers/promises";
import type { LambdaStreamRecord } from "@paperledger/aws/streams/lambda-stream-record";
import { type ShardPosition, type ShardReader, shardReader } from "@paperledger/aws/streams/shard-reader";
import { type Shard, shardsOf } from "@paperledger/aws/streams/stream-shards";
import { handleInOrder } from "./batch-invocation.ts";
import { openCheckpoints } from "./checkpoints.ts";
import { drain } from "./drain.ts";
import { type RecordBuffer, recordBuffer } from "./record-buffer.ts";
import { consumeShard } from "./shard-consumer.ts";
import { ageMsOf } from "./stream-batch.ts";
import { batchRules, invocationRules, type StreamMappingOptions } from "./stream-mapping-options.ts";

export interface StreamMapping {
  /** Resolves when all that stood in the stream when this was called is handled. Rejects where the mapping stops first. */
  drained(): Promise<void>;
  /** What is read and not yet handled. */
  lag(): { readonly records: number; readonly oldestAgeMs: number };
  /** Stops reading and waits for the invocation under way. */
  stop(): Promise<void>;
}

interface Consumer {
  readonly buffer: RecordBuffer;
  inFlight: readonly LambdaStreamRecord[];
  caughtUpAt: number;
}

const AFTER_LIST_ERROR_MS = 500;

/**
 * Starts an event source mapping from a DynamoDB stream to a function: in order and one invocation at a time within a
 * shard, a shard only after its parent, each record at least once.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 * @throws InvalidEventPatternError, and where the stream cannot be described
 */
export async function startStreamMapping(options: StreamMappingOptions): Promise<StreamMapping> {
  const { streams, streamArn, startingPosition, checkpointFile, idleDelayMs = 50, onProblem } = options;
  const batches = batchRules(options);
  const invocations = invocationRules(options);
  const checkpoints = openCheckpoints(streamArn, checkpointFile);
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

  function readerOf(shardId: string): ShardReader {
    const sequenceNumber = checkpoints.of(shardId)?.sequenceNumber;
    const from: ShardPosition = sequenceNumber ? { kind: "after", sequenceNumber } : { kind: "trim-horizon" };
    return fromLatest.get(shardId) ?? shardReader(streams, { streamArn, shardId, from });
  }

  async function consume(shardId: string, consumer: Consumer): Promise<void> {
    const reached = (sequenceNumber: string) => checkpoints.save(shardId, { sequenceNumber, done: false });
    const ended = await consumeShard({
      reader: readerOf(shardId),
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
    if (!ended) return;
    checkpoints.save(shardId, { ...checkpoints.of(shardId), done: true });
    await followChildren();
    consumers.delete(shardId);
    tellDrained();
  }

  /** Children are begun before their parent is forgotten, so that a stream never looks drained between the two. */
  async function followChildren(): Promise<void> {
    while (!signal.aborted) {
      try {
        return begin(await shardsOf(streams, streamArn));
      } catch (cause) {
        onProblem(new Error("the stream's shards cannot be listed just now: trying again", { cause }));
        await wait(AFTER_LIST_ERROR_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Begins with each shard that is not begun and whose parent, if it is still listed, is done. */
  function begin(shards: readonly Shard[]): void {
    const isDone = (shardId: string) => checkpoints.of(shardId)?.done ?? false;
    const listed = new Set(shards.map(({ shardId }) => shardId));
    for (const { shardId, parentShardId } of shards) {
      const waitsForParent = parentShardId && listed.has(parentShardId) && !isDone(parentShardId);
      if (consumers.has(shardId) || isDone(shardId) || waitsForParent) continue;
      const consumer = { buffer: recordBuffer(batches), inFlight: [], caughtUpAt: 0 };
      consumers.set(shardId, consumer);
      const run = consume(shardId, consumer)
        .catch(onProblem)
        .finally(() => running.delete(run));
      running.add(run);
    }
  }

  const tellDrained = () =>
    drained.caughtUp(Math.min(drained.tick(), ...consumers.values().map(({ caughtUpAt }) => caughtUpAt)));

  begin(await shardsOf(streams, streamArn));
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
      drained.stop();
    },
  };
}
