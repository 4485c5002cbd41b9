import type { Position } from "@paperledger/events/run-event";
import { BatchFileError } from "../batch-files/batch-file.ts";
import type { ReadRecord } from "./read-record.ts";

/** Records that are written together, in file order. */
export interface Batch {
  /** The batch's place in the run, from 1: the `seq` of its batch-done. */
  readonly seq: number;
  readonly records: readonly ReadRecord[];
  /** The end of the last record in the file. */
  readonly position: Position;
  /** True if reading stopped with an error inside the records on which the batch's size depends. */
  readonly cut: boolean;
}

/** A batch that is already in the event log. */
export interface LoggedBatch {
  readonly records: { readonly first: number; readonly last: number };
  readonly cut: boolean;
}

const BATCH_RECORDS = 25;
const LARGE_RECORDS = 10;
const LARGE_MEAN_BYTES = 10_000;

/**
 * Groups records into batches of 25, or of 10 if the mean size of the next 25 is over 10,000 bytes. The end of a batch depends
 * only on the records, so every attempt at a file forms the same batches.
 *
 * If the records end with a BatchFileError, the records before it are returned first, in batches that are marked `cut`. In the
 * whole file, these batches might be larger. Batches that are in the log are formed again as they were. If batches before a
 * logged batch are missing, they are formed so that the last of them ends just before it.
 *
 * @param firstSeq the `seq` of the first batch that is formed
 * @param logged the batches in the event log from `firstSeq` on, by `seq`
 * @throws BatchFileError the records' own error, or `other-batches` if the batches in the log cannot be formed of these records
 */
export async function* formBatches(
  records: AsyncIterable<ReadRecord>,
  firstSeq = 1,
  logged: ReadonlyMap<number, LoggedBatch> = new Map(),
): AsyncGenerator<Batch> {
  const loggedSeqs = [...logged.keys()].toSorted((a, b) => a - b);
  let seq = firstSeq;
  let gathered: ReadRecord[] = [];
  const next = () => nextSize({ seq, gathered, logged, loggedSeqs });
  const take = ({ size, cut }: BatchSize): Batch => {
    const batch = batchOf(seq, gathered.slice(0, size), cut);
    gathered = gathered.slice(size);
    seq += 1;
    if (loggedSeqs[0] !== undefined && loggedSeqs[0] < seq) loggedSeqs.shift();
    return batch;
  };

  try {
    for await (const record of records) {
      gathered.push(record);
      while (gathered.length >= BATCH_RECORDS) yield take(next());
    }
  } catch (error) {
    if (!(error instanceof BatchFileError)) throw error;
    while (gathered.length > 0) {
      const { size, cut } = next();
      // An earlier attempt read further. The remaining records belong to one of its batches, or stand just before one.
      if (size > gathered.length) break;
      yield take({ size, cut: cut || !logged.has(seq) });
    }
    throw error;
  }
  while (gathered.length > 0) {
    const { size, cut } = next();
    if (size > gathered.length) throw otherBatches(seq, gathered);
    yield take({ size, cut });
  }
}

interface BatchSize {
  readonly size: number;
  readonly cut: boolean;
}

interface Forming {
  readonly seq: number;
  readonly gathered: readonly ReadRecord[];
  readonly logged: ReadonlyMap<number, LoggedBatch>;
  /** The seqs of the logged batches from `seq` on, in order. */
  readonly loggedSeqs: readonly number[];
}

/** Returns the size of the next batch. If the log demands it, the size may be larger than the number of gathered records. */
function nextSize({ seq, gathered, logged, loggedSeqs }: Forming): BatchSize {
  const first = gathered[0]?.number ?? 0;
  const usual = Math.min(gathered.length, batchSize(gathered));
  const next = logged.get(loggedSeqs[0] ?? seq);
  if (!next || loggedSeqs[0] === undefined) return { size: usual, cut: false };
  const batches = loggedSeqs[0] - seq;
  if (batches === 0) {
    if (next.records.first !== first) throw otherBatches(seq, gathered);
    return { size: next.records.last - first + 1, cut: next.cut };
  }
  const records = next.records.first - first;
  const [least, most] = [records - BATCH_RECORDS * (batches - 1), records - (batches - 1)];
  if (most < 1 || least > BATCH_RECORDS) throw otherBatches(seq, gathered);
  const size = Math.min(Math.max(usual, least), most);
  return { size, cut: size !== usual };
}

function batchSize(records: readonly ReadRecord[]): number {
  const next = records.slice(0, BATCH_RECORDS);
  const meanBytes = next.reduce((sum, { bytes }) => sum + bytes, 0) / next.length;
  return meanBytes > LARGE_MEAN_BYTES ? LARGE_RECORDS : BATCH_RECORDS;
}

function batchOf(seq: number, records: readonly ReadRecord[], cut: boolean): Batch {
  const last = records.at(-1);
  const position = { record_number: last?.number ?? 0, byte_offset: last?.endByteOffset ?? 0 };
  return { seq, records, position, cut };
}

const otherBatches = (seq: number, [first]: readonly ReadRecord[]) =>
  new BatchFileError(
    "other-batches",
    `the log holds batches that cannot be formed of this file's records from record ${first?.number} on (batch ${seq}): ` +
      "the file or the code changed since. Upload the batch file again, as a new run",
  );
