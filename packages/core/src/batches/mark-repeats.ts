import type { PaperId } from "../papers/paper.ts";
import type { ReadRecord } from "./read-record.ts";

/** How far apart in a file two records of one paper may stand to be known as such before anything is written. */
export interface LookAhead {
  readonly records: number;
  readonly bytes: number;
  /** So many are looked at however large they are: a batch, so that none holds a paper twice. */
  readonly atLeastRecords: number;
}

export const LOOK_AHEAD: LookAhead = { records: 1_000, bytes: 8 * 1024 * 1024, atLeastRecords: 25 };

/**
 * Of the records of one paper within the look-ahead, lets the newest through (the first of equals) and makes the
 * others repeats, in file order and with memory bounded by the look-ahead. Repeats further apart are left to the
 * conditional write, which knows them by the `record_number` that it stored. What becomes of a record follows from it
 * and from what stands near it, so a run that resumes in the middle ends as one that does not.
 */
export async function* markRepeats(
  records: AsyncIterable<ReadRecord>,
  lookAhead: LookAhead = LOOK_AHEAD,
): AsyncGenerator<ReadRecord> {
  const waiting = new Map<number, ReadRecord>();
  const newest = new Map<PaperId, ReadRecord>();
  let waitingBytes = 0;

  const isFull = () =>
    waiting.size > lookAhead.records ||
    (waiting.size > lookAhead.atLeastRecords && waitingBytes > lookAhead.bytes);
  const leave = (record: ReadRecord) => {
    waiting.delete(record.number);
    waitingBytes -= record.bytes;
    if (record.content.kind === "paper") newest.delete(record.content.paper.paper_id);
    return record;
  };

  for await (const record of records) {
    waiting.set(record.number, record);
    waitingBytes += record.bytes;
    if (record.content.kind === "paper") {
      const { paper_id } = record.content.paper;
      const rival = newest.get(paper_id);
      const [winner, loser] = rival && !isNewer(record, rival) ? [rival, record] : [record, rival];
      newest.set(paper_id, winner);
      if (loser) waiting.set(loser.number, { ...loser, content: { kind: "repeat", paperId: paper_id } });
    }
    while (isFull()) yield leave(firstOf(waiting));
  }
  while (waiting.size > 0) yield leave(firstOf(waiting));
}

function isNewer(record: ReadRecord, rival: ReadRecord): boolean {
  return (
    record.content.kind === "paper" &&
    rival.content.kind === "paper" &&
    record.content.paper.updated_at > rival.content.paper.updated_at
  );
}

function firstOf(waiting: ReadonlyMap<number, ReadRecord>): ReadRecord {
  for (const record of waiting.values()) return record;
  throw new RangeError("no record is waiting");
}
