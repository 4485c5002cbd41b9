import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { LambdaStreamRecord } from "@paperledger/aws/streams/lambda-stream-record";
import { failedItems } from "../lambda/batch-response.ts";
import { InvocationFailedError } from "../lambda/invocation-record.ts";
import { asError } from "../on-problem.ts";
import type { BatchInvocationRules, ShardPlace } from "./batch-invocation-rules.ts";
import { discard } from "./discard.ts";
import { afterFailure, ageMsOf, type StreamBatch } from "./stream-batch.ts";

const RETENTION_MS = 24 * 3_600_000;

/**
 * Handles records in order: invokes the function, retries, splits and discards batches. Returns false if it was stopped before all
 * records were handled.
 */
export async function handleInOrder(
  records: readonly LambdaStreamRecord[],
  rules: BatchInvocationRules,
  place: ShardPlace,
): Promise<boolean> {
  const { signal } = place;
  const todo: StreamBatch[] = records.length > 0 ? [{ records, retries: 0, invocations: 0 }] : [];
  let failures = 0;

  async function again(batches: readonly StreamBatch[]): Promise<void> {
    todo.unshift(...batches);
    await wait(rules.retryDelayMs(++failures), undefined, { signal }).catch(() => undefined);
  }

  for (let next = todo.shift(); next; next = todo.shift()) {
    if (signal.aborted) return false;
    const { aged, batch } = splitByAge(next, rules);
    const requestId = randomUUID();
    if (aged && !(await discard({ batch: aged, condition: "RecordAgeExceeded", requestId }, rules, place))) {
      await again([next]);
      continue;
    }
    if (batch.records.length === 0) continue;
    const failedFrom = await invoke(batch, requestId, rules, signal);
    const handled = batch.records[(failedFrom ?? batch.records.length) - 1];
    if (handled) place.reached(handled.dynamodb.SequenceNumber);
    if (signal.aborted && failedFrom !== undefined) return false;
    if (failedFrom === undefined) {
      failures = 0;
      continue;
    }
    const failed = { ...batch, invocations: batch.invocations + 1 };
    const after = isVerdict(rules)
      ? afterFailure(failed, failedFrom, rules)
      : { kind: "retry" as const, batches: [{ ...failed, records: failed.records.slice(failedFrom) }] };
    if (after.kind === "retry") await again(after.batches);
    else {
      const given = { batch: after.batch, condition: "RetryAttemptsExhausted" as const, requestId };
      if (!(await discard(given, rules, place))) await again([after.batch]);
    }
  }
  return true;
}

/** Tells whether a failure counts against the records. It does not count if the disk is full, which is reported. */
function isVerdict({ mustHaveRoom, onProblem }: BatchInvocationRules): boolean {
  try {
    mustHaveRoom();
    return true;
  } catch (error) {
    onProblem(asError(error));
    return false;
  }
}

/** Invokes the function once. Returns the index of the first record that failed, or undefined if none did. */
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

/** Splits off the first records of a batch that are too old for another attempt. */
function splitByAge(
  batch: StreamBatch,
  { maximumRecordAgeSeconds }: BatchInvocationRules,
): { readonly aged?: StreamBatch; readonly batch: StreamBatch } {
  const withoutEnd = batch.invocations > 0 ? RETENTION_MS : Number.POSITIVE_INFINITY;
  const limitMs = maximumRecordAgeSeconds === -1 ? withoutEnd : maximumRecordAgeSeconds * 1000;
  const now = Date.now();
  const firstYoung = batch.records.findIndex((record) => ageMsOf(record, now) <= limitMs);
  const count = firstYoung === -1 ? batch.records.length : firstYoung;
  if (count === 0) return { batch };
  return {
    aged: { ...batch, records: batch.records.slice(0, count) },
    batch: { ...batch, records: batch.records.slice(count) },
  };
}
