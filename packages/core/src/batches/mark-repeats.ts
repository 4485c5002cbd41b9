import { BatchFileError } from "../batch-files/batch-file.ts";
import type { PaperId, PaperVersion } from "../papers/paper.ts";
import { isNewerVersion } from "../papers/version-order.ts";
import type { BeatenRecord, ReadRecord, RecordContent } from "./read-record.ts";

/** The greatest distance between two records of one paper at which they are compared before they are written. */
export interface LookAhead {
  readonly records: number;
  readonly bytes: number;
  /** The least number of records in the look-ahead, even if they are large. It is the size of a batch, so that no batch holds a paper twice. */
  readonly atLeastRecords: number;
}

export const LOOK_AHEAD: LookAhead = { records: 1_000, bytes: 8 * 1024 * 1024, atLeastRecords: 25 };

/**
 * Marks repeats of a paper within the look-ahead, in file order. Among the texts of one paper, the newest stays a paper (the
 * first of equals), and the others become repeats. Withdrawals of one paper are compared in the same way, but only with each
 * other, so a text and a withdrawal never hide each other. Memory is bounded by the look-ahead. Repeats that are further apart
 * are left to the conditional write, which recognises its own record by the stored `record_number`.
 *
 * The winner carries the records that it beat. If the table refuses the winner, they become part of its reject. To bound the size
 * of the records that a winner carries, a record beats an older one only in two cases: both are in the same block of the file,
 * which is as long as the look-ahead, or a batch may hold both.
 *
 * The outcome of a record depends only on itself and on the records near it, so a run that resumes in the middle has the same
 * outcomes. There is one exception: if an older text also carries a withdrawal and its winner is already written, the winner
 * cannot take over the withdrawal. Then the older text stays a paper.
 *
 * @param isWritten tells, by a record's number, whether the record's batch is done
 * @throws the records' own error. Before a BatchFileError, all records before it are returned
 */
export async function* markRepeats(
  records: AsyncIterable<ReadRecord>,
  lookAhead: LookAhead = LOOK_AHEAD,
  isWritten: (number: number) => boolean = () => false,
): AsyncGenerator<ReadRecord> {
  const waiting = new Map<number, ReadRecord>();
  /** Iterates the numbers of the waiting records in file order, including those that are added later. */
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

/** Records that are compared with each other, by paper. There is a lane for texts and a lane for withdrawals. */
interface Lane {
  readonly newest: Map<PaperId, PaperRecord>;
  /** The newest record of an earlier block, if a later block has a newer record. The earlier record stays a paper unless a batch may hold both. */
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

/** Returns the winner, which carries the loser, and takes over the loser's withdrawal if that is later. */
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
