import type { LambdaStreamRecord } from "@paperledger/aws/streams/lambda-stream-record";

/** Records with which a function is invoked together. */
export interface StreamBatch {
  readonly records: readonly LambdaStreamRecord[];
  /** The number of retries of the batch's records. */
  readonly retries: number;
  /** The number of invocations with the batch's records. */
  readonly invocations: number;
}

export interface RetryRules {
  /** -1 means no limit. */
  readonly maximumRetryAttempts: number;
  readonly bisectBatchOnFunctionError: boolean;
}

/** The decision about a batch, or about the rest of it, after a failure. */
export type AfterFailure =
  | { readonly kind: "retry"; readonly batches: readonly StreamBatch[] }
  | { readonly kind: "discard"; readonly batch: StreamBatch };

/**
 * Decides what happens after a failure. `failedFrom` is the index of the first record that failed. It is 0 if all records failed.
 *
 * The records before `failedFrom` are done. Bisecting splits the batch at `failedFrom`, or in half if that is 0. It does not use up a
 * retry. If the function got further than last time, retries are counted from 0 again, because the records that failed now have not
 * failed before. AWS does not document this. It means that no record is discarded because of another record's failures.
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

/** Returns a record's age in milliseconds, counted from the time at which it was written. */
export const ageMsOf = (record: LambdaStreamRecord, nowMs: number): number =>
  nowMs - record.dynamodb.ApproximateCreationDateTime * 1000;
