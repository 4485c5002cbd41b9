import { putDiscardedBatch } from "@paperledger/aws/streams/discarded-batch-store";
import type { S3 } from "../clients.ts";
import type { Target } from "../delivery/target.ts";
import { FAILED_RESPONSE_CONTEXT } from "../lambda/invocation-record.ts";
import type { StreamBatch } from "./stream-batch.ts";

export type DiscardReason = "RetryAttemptsExhausted" | "RecordAgeExceeded";

/** A batch with which the function will not be invoked again. */
export interface DiscardedBatch {
  /** Lambda's metadata of the batch, without the records. */
  readonly metadata: DiscardedBatchMetadata;
  /** The event with which the function was invoked. */
  readonly payload: { readonly Records: StreamBatch["records"] };
}

type DiscardedBatchMetadata = ReturnType<typeof discardedBatchMetadata>;

/**
 * Stores a discarded batch, or throws. If it throws, it can be called again with the same batch. See {@link discardToTarget} and
 * {@link discardToBucket}.
 */
export type DiscardDestination = (discarded: DiscardedBatch) => Promise<void>;

interface Discard {
  readonly batch: StreamBatch;
  readonly condition: DiscardReason;
  /** The id of the last invocation, if there was one. */
  readonly requestId: string;
  readonly functionArn: string;
  readonly streamArn: string;
  readonly shardId: string;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html */
export function discardedBatchMetadata({
  batch: { records, invocations },
  condition,
  requestId,
  functionArn,
  streamArn,
  shardId,
}: Discard) {
  const first = records[0]?.dynamodb;
  const last = records.at(-1)?.dynamodb;
  return {
    requestContext: { requestId, functionArn, condition, approximateInvokeCount: invocations },
    ...(invocations > 0 && { responseContext: FAILED_RESPONSE_CONTEXT }),
    version: "1.0",
    timestamp: new Date().toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first?.SequenceNumber,
      endSequenceNumber: last?.SequenceNumber,
      approximateArrivalOfFirstRecord: arrival(first?.ApproximateCreationDateTime),
      approximateArrivalOfLastRecord: arrival(last?.ApproximateCreationDateTime),
      batchSize: records.length,
      streamArn,
    },
  };
}

/** Returns a destination that sends the metadata of discarded batches to a queue or a function. The receiver has to read the records from the stream. */
export const discardToTarget =
  (target: Target): DiscardDestination =>
  ({ metadata }) =>
    target.deliver(metadata);

/** Returns a destination that stores discarded batches in a bucket, with metadata and payload. The same batch always gets the same key. */
export const discardToBucket =
  (s3: S3, bucket: string, mappingId: string): DiscardDestination =>
  async ({ metadata, payload }) =>
    void (await putDiscardedBatch(s3, bucket, {
      mappingId,
      shardId: metadata.DDBStreamBatchInfo.shardId,
      id: metadata.requestContext.requestId,
      discardedAt: metadata.timestamp,
      record: { ...metadata, payload: JSON.stringify(payload) },
    }));

/** Returns a time in whole seconds, as Lambda writes it. */
const arrival = (seconds = 0): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
