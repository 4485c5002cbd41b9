import type { LambdaStreamRecord } from "@paperledger/aws/streams/lambda-stream-record";

/** Lambda's limit for the payload of an invocation. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

export interface BatchRules {
  readonly batchSize: number;
  readonly maximumBatchingWindowMs: number;
  /** Tells whether the function gets the record. Other records are skipped. */
  wanted(record: LambdaStreamRecord): boolean;
}

/** The next records for the function, and the last record of the shard up to which they reach, including skipped records. */
interface TakenRecords {
  readonly records: readonly LambdaStreamRecord[];
  readonly reachesTo: string;
}

/** Collects records from a shard until a batch is complete. */
export interface RecordBuffer {
  add(records: readonly LambdaStreamRecord[], nowMs: number): void;
  /**
   * Returns the next batch if it is due. A batch is due if it has the full number of records, if no more records fit into the
   * payload, or if the batching window is over. If only skipped records were added, returns an empty batch.
   */
  take(nowMs: number): TakenRecords | undefined;
  /** Returns the time until the window is over. Returns undefined if no record waits. */
  dueInMs(nowMs: number): number | undefined;
  /** The records that were added and not taken yet. */
  readonly unread: readonly LambdaStreamRecord[];
}

interface Buffered {
  readonly record: LambdaStreamRecord;
  readonly bytes: number;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html#invocation-eventsourcemapping-batching */
export function recordBuffer({ batchSize, maximumBatchingWindowMs, wanted }: BatchRules): RecordBuffer {
  let buffered: Buffered[] = [];
  let reachesTo: string | undefined;
  let windowFromMs: number | undefined;

  /** Returns how many of the buffered records form the next batch, and whether the batch is full. */
  function nextBatch(): { length: number; full: boolean } {
    let bytes = 0;
    for (const [index, next] of buffered.entries()) {
      bytes += next.bytes;
      if (index > 0 && bytes > MAX_PAYLOAD_BYTES) return { length: index, full: true };
      if (index + 1 === batchSize) return { length: batchSize, full: true };
    }
    return { length: buffered.length, full: false };
  }

  return {
    add(records, nowMs) {
      for (const record of records) {
        reachesTo = record.dynamodb.SequenceNumber;
        if (wanted(record)) buffered.push({ record, bytes: Buffer.byteLength(JSON.stringify(record)) });
      }
      if (buffered.length > 0) windowFromMs ??= nowMs;
    },
    take(nowMs) {
      if (reachesTo === undefined) return undefined;
      const { length, full } = nextBatch();
      const windowOver = windowFromMs === undefined || nowMs - windowFromMs >= maximumBatchingWindowMs;
      if (!full && !windowOver) return undefined;
      const records = buffered.slice(0, length).map(({ record }) => record);
      buffered = buffered.slice(length);
      windowFromMs = buffered.length > 0 ? nowMs : undefined;
      const taken = { records, reachesTo: records.at(-1)?.dynamodb.SequenceNumber ?? reachesTo };
      if (buffered.length > 0) return taken;
      const all = { records, reachesTo };
      reachesTo = undefined;
      return all;
    },
    dueInMs: (nowMs) =>
      windowFromMs === undefined ? undefined : Math.max(0, windowFromMs + maximumBatchingWindowMs - nowMs),
    get unread() {
      return buffered.map(({ record }) => record);
    },
  };
}
