import { BatchFileError } from "../batch-files/batch-file.ts";
import type { PaperId, PaperVersion } from "../papers/paper.ts";
import { isNewerVersion } from "../papers/version-order.ts";
import type { BeatenRecord, ReadRecord, RecordContent } from "./read-record.ts";

/** The greatest distance between two records of one paper at which they are compared before anything is written. */
export interface LookAhead {
  readonly records: number;
  readonly bytes: number;
  /** This many records are looked at however large they are. It is a batch, so that no batch holds a paper twice. */
  readonly atLeastRecords: number;
}

export const LOOK_AHEAD: LookAhead = { records: 1_000, bytes: 8 * 1024 * 1024, atLeastRecords: 25 };

/**
 * Among the texts of one paper within the look-ahead, passes on the newest (the first of equals) and makes the others
 * repeats, in file order. It does the same with the paper's withdrawals, so a text and a withdrawal never hide each other. Memory is bounded by the look-ahead. Repeats further apart are left to the conditional write,
 * which knows its own record by the `record_number` that it stored.
 *
 * The winner carries the records that it beat: if the table refuses it, they go among the rejects with it. So that what it
 * carries is bounded as well, a record beats an older one only in the same block of the file, which is as long as the
 * look-ahead, or if a batch may hold both. The outcome of a record follows from it and from the records near it, so a run
 * that resumes in the middle gives the same. Only a withdrawal that an older text tells of cannot be given to a record that is
 * written already: such a text stays a paper.
 *
 * @param isWritten tells of the records, by number, whose batch is done
 * @throws the records' own error. Before a BatchFileError, all records before it are given
 */
export async function* markRepeats(
  records: AsyncIterable<ReadRecord>,
  lookAhead: LookAhead = LOOK_AHEAD,
  isWritten: (number: number) => boolean = () => false,
): AsyncGenerator<ReadRecord> {
  const waiting = new Map<number, ReadRecord>();
  /** Goes through the numbers of the waiting records in file order, those that come later included. */
  const numbers = waiting.keys();
  const lanes: Readonly<Record<PaperVersion["kind"], Lane>> = { text: newLane(), withdrawal: newLane() };
  const laneOf = ({ content: { paper } }: PaperRecord): Lane => lanes[paper.kind];
  let waitingBytes = 0;

  const blockOf = ({ number, byteOffset }: ReadRecord) =>
    [number / Math.max(1, lookAhead.records), byteOffset / Math.max(1, lookAhead.bytes)]
      .map(Math.floor)
      .join();

  const isFull = () =>
    waiting.size > lookAhead.records ||
    (waiting.size > lookAhead.atLeastRecords && waitingBytes > lookAhead.bytes);
  const beats = (winner: PaperRecord, loser: PaperRecord) => {
    const { paper_id } = winner.content.paper;
    const isNews = isLaterWithdrawal(loser.content.paper, winner.content.paper);
    if (isNews && isWritten(winner.number) && !isWritten(loser.number)) return;
    const strengthened = withBeaten(winner, loser);
    laneOf(winner).newest.set(paper_id, strengthened);
    waiting.set(winner.number, strengthened);
    waiting.set(loser.number, { ...loser, content: { kind: "repeat", paperId: paper_id } });
  };
  const compare = (record: PaperRecord) => {
    const { paper_id } = record.content.paper;
    const { newest, undecided } = laneOf(record);
    const rival = newest.get(paper_id);
    if (!rival) return void newest.set(paper_id, record);
    if (!isNewer(record, rival)) return beats(rival, record);
    if (blockOf(record) === blockOf(rival) || undecided.has(paper_id)) beats(record, rival);
    else {
      undecided.set(paper_id, rival);
      newest.set(paper_id, record);
    }
    const before = undecided.get(paper_id);
    if (before && record.number - before.number >= lookAhead.atLeastRecords) undecided.delete(paper_id);
  };
  const leaveFirst = () => {
    const record = waiting.get(numbers.next().value ?? 0);
    if (!record) throw new RangeError("no record is waiting");
    if (isPaper(record)) {
      const { paper_id } = record.content.paper;
      const { newest, undecided } = laneOf(record);
      const winner = newest.get(paper_id);
      if (winner?.number === record.number) newest.delete(paper_id);
      if (winner && undecided.get(paper_id)?.number === record.number) {
        undecided.delete(paper_id);
        beats(winner, record);
      }
    }
    const marked = waiting.get(record.number) ?? record;
    waiting.delete(record.number);
    waitingBytes -= record.bytes;
    return marked;
  };

  try {
    for await (const record of records) {
      waiting.set(record.number, record);
      waitingBytes += record.bytes;
      if (isPaper(record)) compare(record);
      while (isFull()) yield leaveFirst();
    }
  } catch (error) {
    if (error instanceof BatchFileError) while (waiting.size > 0) yield leaveFirst();
    throw error;
  }
  while (waiting.size > 0) yield leaveFirst();
}

type PaperRecord = ReadRecord & { readonly content: Extract<RecordContent, { kind: "paper" }> };

const isPaper = (record: ReadRecord): record is PaperRecord => record.content.kind === "paper";

/** The records that are compared with each other, by paper: their texts, or their withdrawals. */
interface Lane {
  readonly newest: Map<PaperId, PaperRecord>;
  /** The newest of a block before: a paper, unless in the end only one that a batch may share with it is newer. */
  readonly undecided: Map<PaperId, PaperRecord>;
}

const newLane = (): Lane => ({ newest: new Map(), undecided: new Map() });

function isNewer({ content: { paper } }: PaperRecord, rival: PaperRecord): boolean {
  const other = rival.content.paper;
  return paper.kind === "text" && other.kind === "text"
    ? isNewerVersion(paper, other)
    : isLaterWithdrawal(paper, other);
}

const isLaterWithdrawal = (first: PaperVersion, second: PaperVersion): boolean =>
  first.withdrawn_at !== undefined &&
  (second.withdrawn_at === undefined || first.withdrawn_at > second.withdrawn_at);

/** The winner carries the loser, and tells of its withdrawal if that is later. */
function withBeaten(winner: PaperRecord, loser: PaperRecord): PaperRecord {
  const { number, byteOffset, content, entry } = loser;
  const beaten: readonly BeatenRecord[] = [
    ...(winner.content.beaten ?? []),
    ...(content.beaten ?? []),
    { number, byteOffset, text: content.text, ...(entry && { entry }) },
  ];
  const { paper } = winner.content;
  const withdrawn_at = isLaterWithdrawal(content.paper, paper) ? content.paper.withdrawn_at : undefined;
  return {
    ...winner,
    content: { ...winner.content, paper: withdrawn_at ? { ...paper, withdrawn_at } : paper, beaten },
  };
}
