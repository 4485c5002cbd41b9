import type { LambdaStreamRecord } from "@paperledger/aws/streams/lambda-stream-record";

/** Records that a function is invoked with together. */
export interface StreamBatch {
  readonly records: readonly LambdaStreamRecord[];
  /** How often records of this batch were tried again. */
  readonly retries: number;
  /** How often the function was invoked with records of this batch. */
  readonly invocations: number;
}

export interface RetryRules {
  /** -1 is without end. */
  readonly maximumRetryAttempts: number;
  readonly bisectBatchOnFunctionError: boolean;
}

/** What to do with a batch, or what is left of it, after the function failed on it. */
export type AfterFailure =
  | { readonly kind: "retry"; readonly batches: readonly StreamBatch[] }
  | { readonly kind: "discard"; readonly batch: StreamBatch };

/**
 * Decides what follows a failure. `failedFrom` is the index of the first record that failed: 0 where all did.
 *
 * What succeeded before it is done with. Bisecting splits at that record, or where it is the first in half, and uses up
 * no retry; nor does a retry count against records that have not failed before: where the function got further than the
 * last time, counting begins anew (AWS's documents leave that open; this way no record is discarded for another's sake).
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function afterFailure(
  { records, retries, invocations }: StreamBatch,
  failedFrom: number,
  { maximumRetryAttempts, bisectBatchOnFunctionError }: RetryRules,
): AfterFailure {
  const left = records.slice(failedFrom);
  const batch = (some: readonly LambdaStreamRecord[], retriesUsed: number): StreamBatch => ({
    records: some,
    retries: retriesUsed,
    invocations,
  });
  if (bisectBatchOnFunctionError && failedFrom > 0) return { kind: "retry", batches: [batch(left, 0)] };
  if (bisectBatchOnFunctionError && left.length > 1) {
    const middle = Math.ceil(left.length / 2);
    const halves = [left.slice(0, middle), left.slice(middle)];
    return { kind: "retry", batches: halves.map((half) => batch(half, retries)) };
  }
  const used = failedFrom > 0 ? 0 : retries;
  return maximumRetryAttempts !== -1 && used >= maximumRetryAttempts
    ? { kind: "discard", batch: batch(left, used) }
    : { kind: "retry", batches: [batch(left, used + 1)] };
}

/** A record's age in milliseconds: from when it was written. */
export const ageMsOf = (record: LambdaStreamRecord, nowMs: number): number =>
  nowMs - record.dynamodb.ApproximateCreationDateTime * 1000;
