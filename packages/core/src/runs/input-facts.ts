import type { BatchDone, RunEvent } from "@paperledger/events/run-event";

type Fact = string | number | undefined;

/**
 * Returns the parts of an event that depend only on the batch file. They must be the same in every attempt at a run. Times, and
 * the numbers of upserted and duplicate records, may differ between attempts.
 */
function inputFacts({ type, data }: RunEvent): readonly Fact[] {
  switch (type) {
    case "started":
      return [data.bucket, data.key, data.version_id, data.size_bytes, data.batch_timestamp];
    case "batch-done":
      return batchFacts(data);
    case "completed":
      return [data.processed, data.batches, data.bytes, data.format, data.compression];
    case "failed":
      // Two attempts may fail in different ways. The first failure stays.
      return [];
  }
}

/** The parts of a batch that depend only on the batch file: its records, their end, and their bytes. */
export type BatchFacts = Pick<BatchDone, "records" | "position" | "processed" | "bytes">;

const batchFacts = ({ records, position, processed, bytes }: BatchFacts): readonly Fact[] => [
  records.first,
  records.last,
  position.byte_offset,
  processed,
  bytes,
];

/** Tells whether two batches have the same records. */
export const isSameBatch = (one: BatchFacts, other: BatchFacts): boolean =>
  areEqual(batchFacts(one), batchFacts(other));

/** Tells whether two events at the same place in the log have the same type and the same input. */
export const isSameInput = (one: RunEvent, other: RunEvent): boolean =>
  one.type === other.type && areEqual(inputFacts(one), inputFacts(other));

const areEqual = (facts: readonly Fact[], others: readonly Fact[]) =>
  facts.length === others.length && facts.every((fact, index) => fact === others[index]);
