import type { BatchInvocationRules, ShardPlace } from "./batch-invocation-rules.ts";
import { type DiscardReason, discardedBatchMetadata } from "./discarded-batch.ts";
import type { StreamBatch } from "./stream-batch.ts";

interface ToDiscard {
  readonly batch: StreamBatch;
  readonly condition: DiscardReason;
  /** The id of the last invocation, if there was one. */
  readonly requestId: string;
}

/**
 * Stores a batch that is given up at the on-failure destination, and then moves the checkpoint past it. Returns false if it cannot
 * be stored. Then the batch still has to be handled.
 */
export async function discard(
  { batch, condition, requestId }: ToDiscard,
  { function: fn, onFailure, onProblem }: BatchInvocationRules,
  { streamArn, shardId, reached, signal }: ShardPlace,
): Promise<boolean> {
  const about = { batch, condition, requestId, functionArn: fn.arn, streamArn, shardId };
  try {
    await onFailure?.({ metadata: discardedBatchMetadata(about), payload: { Records: batch.records } });
  } catch (cause) {
    if (signal.aborted) return false;
    const problem = "discarded stream records cannot be stored: the shard waits, trying again";
    onProblem(new Error(`${fn.name}: ${problem}`, { cause }));
    return false;
  }
  onProblem(new Error(`${fn.name}: ${batch.records.length} stream records discarded: ${condition}`));
  const last = batch.records.at(-1);
  if (last) reached(last.dynamodb.SequenceNumber);
  return true;
}
