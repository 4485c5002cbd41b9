import type { Position } from "@paperledger/events/run-event";
import type { ReadRecord } from "./read-record.ts";

/** Records that are written together, in file order. */
export interface Batch {
  /** Its place in the run, from 1: the `seq` of its batch-done. */
  readonly seq: number;
  readonly records: readonly ReadRecord[];
  /** How far into the file its last record reaches. */
  readonly position: Position;
}

const BATCH_RECORDS = 25;
const LARGE_RECORDS = 10;
const LARGE_MEAN_BYTES = 10_000;

/**
 * Cuts the records into batches of 25, or of 10 where the next 25 are larger than 10,000 bytes in the mean. Where a
 * batch ends follows from the records alone, so that every attempt at a file forms the same batches.
 *
 * @param firstSeq the `seq` of the first batch formed: 1, or the one to resume at
 */
export async function* formBatches(records: AsyncIterable<ReadRecord>, firstSeq = 1): AsyncGenerator<Batch> {
  let seq = firstSeq;
  let gathered: ReadRecord[] = [];
  for await (const record of records) {
    gathered.push(record);
    if (gathered.length < BATCH_RECORDS) continue;
    const size = batchSize(gathered);
    yield batchOf(seq++, gathered.slice(0, size));
    gathered = gathered.slice(size);
  }
  while (gathered.length > 0) {
    const size = batchSize(gathered);
    yield batchOf(seq++, gathered.slice(0, size));
    gathered = gathered.slice(size);
  }
}

function batchSize(records: readonly ReadRecord[]): number {
  const meanBytes = records.reduce((sum, { bytes }) => sum + bytes, 0) / records.length;
  return meanBytes > LARGE_MEAN_BYTES ? LARGE_RECORDS : BATCH_RECORDS;
}

function batchOf(seq: number, records: readonly ReadRecord[]): Batch {
  const last = records.at(-1);
  return {
    seq,
    records,
    position: { record_number: last?.number ?? 0, byte_offset: last?.endByteOffset ?? 0 },
  };
}
