import { setTimeout as wait } from "node:timers/promises";
import { shardReader, type ShardPosition } from "@paperledger/aws/streams/shard-reader";
import { type Shard, shardsOf } from "@paperledger/aws/streams/stream-shards";
import { eventPattern } from "../bus/event-pattern.ts";
import type { Streams } from "../clients.ts";
import type { LocalFunction } from "../lambda/local-function.ts";
import type { OnProblem } from "../on-problem.ts";
import { type BatchInvocationRules, handleInOrder } from "./batch-invocation.ts";
import { openCheckpoints } from "./checkpoints.ts";
import type { DiscardDestination } from "./discarded-batch.ts";
import { type RecordBuffer, recordBuffer } from "./record-buffer.ts";
import { consumeShard } from "./shard-consumer.ts";
import { ageMsOf } from "./stream-batch.ts";

/**
 * A function that is invoked with the records of a table's stream. Names and defaults are Lambda's.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
 */
export interface StreamMappingOptions {
  readonly streams: Streams;
  readonly streamArn: string;
  readonly function: LocalFunction;
  /** Where to begin in a stream that this mapping has no checkpoint of. */
  readonly startingPosition: "TRIM_HORIZON" | "LATEST";
  readonly batchSize?: number;
  readonly maximumBatchingWindowMs?: number;
  readonly maximumRetryAttempts?: number;
  readonly maximumRecordAgeSeconds?: number;
  readonly bisectBatchOnFunctionError?: boolean;
  readonly reportBatchItemFailures?: boolean;
  /** Patterns of the records that the function is to see; without any, all. The others are passed over. */
  readonly filters?: readonly unknown[];
  readonly onFailure?: DiscardDestination;
  /** Keeps how far each shard is handled, for the next start. */
  readonly checkpointFile?: string | undefined;
  /** The wait before the next read after one that found nothing. */
  readonly idleDelayMs?: number;
  /** The wait after so many failures in a row: doubling from 100 ms up to 30 s, unless given. */
  readonly retryDelayMs?: (failures: number) => number;
  readonly onProblem: OnProblem;
}

export interface StreamMapping {
  /** Resolves when all that stood in the stream when this was called is handled. Rejects where the mapping stops first. */
  drained(): Promise<void>;
  /** What is read and not yet handled. */
  lag(): { readonly records: number; readonly oldestAgeMs: number };
  /** Stops reading and waits for the invocation under way. */
  stop(): Promise<void>;
}

/** The mapping stopped before the stream was drained. */
export class StreamMappingStoppedError extends Error {
  override readonly name = "StreamMappingStoppedError";
}

interface Consumer {
  readonly buffer: RecordBuffer;
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
  const rules = invocationRules(options);
  const patterns = options.filters?.map(eventPattern);
  const checkpoints = await openCheckpoints(streamArn, checkpointFile);
  const stopping = new AbortController();
  const { signal } = stopping;
  const consumers = new Map<string, Consumer>();
  const running = new Set<Promise<void>>();
  const waiters = new Set<{ readonly since: number; settle(error?: Error): void }>();
  let clock = 0;

  const atLatest = new Set<string>();
  if (startingPosition === "LATEST" && checkpoints.none)
    for (const { shardId } of await shardsOf(streams, streamArn)) atLatest.add(shardId);

  function positionIn(shardId: string): ShardPosition {
    const sequenceNumber = checkpoints.of(shardId)?.sequenceNumber;
    if (sequenceNumber !== undefined) return { kind: "after", sequenceNumber };
    return { kind: atLatest.has(shardId) ? "latest" : "trim-horizon" };
  }

  async function consume(shardId: string, consumer: Consumer): Promise<void> {
    const reached = (sequenceNumber: string) => checkpoints.save(shardId, { sequenceNumber, done: false });
    const ended = await consumeShard({
      reader: shardReader(streams, { streamArn, shardId, from: positionIn(shardId) }),
      buffer: consumer.buffer,
      handle: (records) => handleInOrder(records, rules, { streamArn, shardId, reached, signal }),
      reached,
      beginRead() {
        const begunAt = ++clock;
        return () => {
          consumer.caughtUpAt = begunAt;
          settleWaiters();
        };
      },
      idleDelayMs,
      signal,
      onProblem,
    });
    if (!ended) return;
    await checkpoints.save(shardId, { ...checkpoints.of(shardId), done: true });
    await followChildren();
    consumers.delete(shardId);
    settleWaiters();
  }

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
      const consumer = { buffer: newBuffer(), caughtUpAt: 0 };
      consumers.set(shardId, consumer);
      const run = consume(shardId, consumer)
        .catch(onProblem)
        .finally(() => running.delete(run));
      running.add(run);
    }
  }

  const newBuffer = () =>
    recordBuffer({
      batchSize: options.batchSize ?? 100,
      maximumBatchingWindowMs: options.maximumBatchingWindowMs ?? 0,
      wanted: (record) => patterns?.some((matches) => matches(record)) ?? true,
    });

  function settleWaiters(): void {
    for (const waiter of waiters)
      if (consumers.values().every(({ caughtUpAt }) => caughtUpAt > waiter.since)) waiter.settle();
  }

  begin(await shardsOf(streams, streamArn));
  return {
    drained: () =>
      new Promise<void>((resolve, reject) => {
        const stopped = () => reject(new StreamMappingStoppedError("the mapping stopped before the stream was drained"));
        if (signal.aborted) return stopped();
        const waiter = {
          since: ++clock,
          settle(error?: Error) {
            waiters.delete(waiter);
            if (error) reject(error);
            else resolve();
          },
        };
        waiters.add(waiter);
        settleWaiters();
      }),
    lag() {
      const unread = [...consumers.values()].flatMap(({ buffer }) => buffer.unread);
      const ages = unread.map((record) => ageMsOf(record, Date.now()));
      return { records: unread.length, oldestAgeMs: Math.max(0, ...ages) };
    },
    async stop() {
      stopping.abort();
      await Promise.all(running);
      const stopped = new StreamMappingStoppedError("the mapping stopped before the stream was drained");
      for (const waiter of waiters) waiter.settle(stopped);
    },
  };
}

const invocationRules = ({
  function: fn,
  maximumRetryAttempts = -1,
  maximumRecordAgeSeconds = -1,
  bisectBatchOnFunctionError = false,
  reportBatchItemFailures = false,
  retryDelayMs = (failures) => Math.min(100 * 2 ** (failures - 1), 30_000),
  onFailure,
  onProblem,
}: StreamMappingOptions): BatchInvocationRules => ({
  function: fn,
  maximumRetryAttempts,
  maximumRecordAgeSeconds,
  bisectBatchOnFunctionError,
  reportBatchItemFailures,
  retryDelayMs,
  onFailure,
  onProblem,
});
