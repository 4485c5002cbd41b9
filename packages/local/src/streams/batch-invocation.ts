import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { LambdaStreamRecord } from "@paperledger/aws/streams/lambda-stream-record";
import { failedItems } from "../lambda/batch-response.ts";
import { InvocationFailedError } from "../lambda/invocation-record.ts";
import type { LocalFunction } from "../lambda/local-function.ts";
import type { OnProblem } from "../on-problem.ts";
import { type DiscardDestination, type DiscardReason, discardedBatchMetadata } from "./discarded-batch.ts";
import { afterFailure, ageMsOf, type RetryRules, type StreamBatch } from "./stream-batch.ts";

/** How a function is invoked with a batch until all of it is handled, one way or another. */
export interface BatchInvocationRules extends RetryRules {
  readonly function: LocalFunction;
  readonly reportBatchItemFailures: boolean;
  /** -1 is without end, or rather until the record leaves the stream, after a day. */
  readonly maximumRecordAgeSeconds: number;
  /** The wait before the next attempt after so many failures in a row. */
  readonly retryDelayMs: (failures: number) => number;
  readonly onFailure: DiscardDestination | undefined;
  readonly onProblem: OnProblem;
}

interface ShardPlace {
  readonly streamArn: string;
  readonly shardId: string;
  /** Everything up to this record is handled. */
  readonly reached: (sequenceNumber: string) => void;
  readonly signal: AbortSignal;
}

const RETENTION_MS = 24 * 3_600_000;

/**
 * Handles records in order: invokes the function, tries again, splits, discards. Gives false where it was told to stop
 * before all was handled.
 */
export async function handleInOrder(
  records: readonly LambdaStreamRecord[],
  rules: BatchInvocationRules,
  place: ShardPlace,
): Promise<boolean> {
  const todo: StreamBatch[] = records.length > 0 ? [{ records, retries: 0, invocations: 0 }] : [];
  let failures = 0;
  for (let next = todo.shift(); next; next = todo.shift()) {
    if (place.signal.aborted) return false;
    const batch = await withoutAged(next, rules, place);
    if (batch.records.length === 0) continue;
    const requestId = randomUUID();
    const failedFrom = await invoke(batch, requestId, rules, place.signal);
    const handled = batch.records[(failedFrom ?? batch.records.length) - 1];
    if (handled) place.reached(handled.dynamodb.SequenceNumber);
    if (place.signal.aborted && failedFrom !== undefined) return false;
    if (failedFrom === undefined) {
      failures = 0;
      continue;
    }
    const after = afterFailure({ ...batch, invocations: batch.invocations + 1 }, failedFrom, rules);
    if (after.kind === "discard")
      await discard(after.batch, "RetryAttemptsExhausted", requestId, rules, place);
    else {
      todo.unshift(...after.batches);
      await wait(rules.retryDelayMs(++failures), undefined, { signal: place.signal }).catch(() => undefined);
    }
  }
  return true;
}

/** Invokes the function once. Gives the index of the first record that failed, or undefined where none did. */
async function invoke(
  { records, invocations }: StreamBatch,
  requestId: string,
  { function: fn, reportBatchItemFailures, onProblem }: BatchInvocationRules,
  stopping: AbortSignal,
): Promise<number | undefined> {
  const outcome = await fn.invoke({ Records: records }, requestId);
  if (outcome.kind === "failed") {
    if (!stopping.aborted)
      onProblem(new InvocationFailedError(fn.name, requestId, invocations + 1, outcome.error));
    return 0;
  }
  if (!reportBatchItemFailures) return undefined;
  const numbers = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
  const failed = failedItems(outcome.payload, numbers);
  if (failed !== "all" && failed.size === 0) return undefined;
  const first = failed === "all" ? 0 : numbers.findIndex((number) => failed.has(number));
  onProblem(
    new Error(
      `${fn.name} reported failure from record ${numbers[first]} on (${numbers.length - first} records)`,
    ),
  );
  return first;
}

/** Discards the records at the front that are too old to be tried (again). */
async function withoutAged(
  batch: StreamBatch,
  rules: BatchInvocationRules,
  place: ShardPlace,
): Promise<StreamBatch> {
  const { maximumRecordAgeSeconds } = rules;
  const withoutEnd = batch.invocations > 0 ? RETENTION_MS : Number.POSITIVE_INFINITY;
  const limitMs = maximumRecordAgeSeconds === -1 ? withoutEnd : maximumRecordAgeSeconds * 1000;
  const now = Date.now();
  const firstYoung = batch.records.findIndex((record) => ageMsOf(record, now) <= limitMs);
  const aged = firstYoung === -1 ? batch.records.length : firstYoung;
  if (aged > 0)
    await discard(
      { ...batch, records: batch.records.slice(0, aged) },
      "RecordAgeExceeded",
      randomUUID(),
      rules,
      place,
    );
  return { ...batch, records: batch.records.slice(aged) };
}

async function discard(
  batch: StreamBatch,
  condition: DiscardReason,
  requestId: string,
  { function: fn, onFailure, onProblem }: BatchInvocationRules,
  { streamArn, shardId, reached }: ShardPlace,
): Promise<void> {
  const metadata = discardedBatchMetadata({
    batch,
    condition,
    requestId,
    functionArn: fn.arn,
    streamArn,
    shardId,
  });
  onProblem(new Error(`${fn.name}: ${batch.records.length} stream records discarded: ${condition}`));
  await onFailure?.({ metadata, payload: { Records: batch.records } }).catch((cause) =>
    onProblem(new Error(`${fn.name}: what was discarded did not reach its destination`, { cause })),
  );
  const last = batch.records.at(-1);
  if (last) reached(last.dynamodb.SequenceNumber);
}
