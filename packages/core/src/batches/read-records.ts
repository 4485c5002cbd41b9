import type { BatchFile } from "../batch-files/batch-file.ts";
import type {
  ArchiveEntry,
  Format,
  FormatContext,
  ParsedRecord,
  RecordProblem,
  SourceRecord,
} from "../formats/format.ts";
import { type PaperVersion, type Timestamp, timestamp } from "../papers/paper.ts";
import { tieOf } from "../papers/tie.ts";
import { mapped } from "./mapped.ts";
import type { ReadRecord } from "./read-record.ts";

/** The file, format and functions that reading records needs. */
export interface RecordReading {
  readonly file: BatchFile;
  readonly format: Format;
  readonly context: FormatContext;
  /** Returns why the table would never accept this paper, without asking the table. Returns undefined if it would. */
  readonly refusal: (paper: PaperVersion, decodedText?: string) => RecordProblem | undefined;
  /** Returns the name under which a source is counted. */
  readonly countedAs: (source: string) => string;
}

/** Reads records one at a time. Each becomes a paper to be written, or a reject. */
export function readRecords(
  records: AsyncIterable<SourceRecord>,
  reading: RecordReading,
): AsyncIterable<ReadRecord> {
  const latest = latestTimeIn(reading.file);
  return mapped(records, (record) => readRecord(record, reading, latest));
}

function readRecord(
  record: SourceRecord,
  { file, format, context, refusal, countedAs }: RecordReading,
  latest: Timestamp,
): ReadRecord {
  const { number, byteOffset, endByteOffset, text, entry } = record;
  const bytes = endByteOffset - byteOffset;
  const at = entry
    ? { number, byteOffset, endByteOffset, bytes, entry }
    : { number, byteOffset, endByteOffset, bytes };
  const rejected = ({ reason, message }: RecordProblem, paper?: PaperVersion): ReadRecord => ({
    ...at,
    source: countedAs(paper?.source ?? entry?.format?.source ?? format.source),
    content: {
      kind: "reject",
      paperId: paper?.paper_id ?? null,
      text,
      reason,
      message,
    },
  });

  const parsed: ParsedRecord = record.problem
    ? { kind: "reject", ...record.problem }
    : format.parse(record, context);
  if (parsed.kind === "reject") return rejected(parsed);

  const trace_id = file.traceId;
  const batch_timestamp = file.batchTimestamp;
  const record_number = number;
  // V8 makes an object literal several times as fast if the spread is its first member.
  const paper: PaperVersion =
    parsed.kind === "withdrawal"
      ? { ...parsed.withdrawal, kind: "withdrawal", trace_id, batch_timestamp, record_number }
      : {
          ...parsed.paper,
          kind: "text",
          trace_id,
          batch_timestamp,
          record_number,
          tie: tieOf(parsed.paper, revisionOf(entry, format)),
        };
  const refused = inFuture(paper, latest) ?? refusal(paper, text);
  return refused
    ? rejected(refused, paper)
    : { ...at, source: countedAs(paper.source), content: { kind: "paper", paper, text } };
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Returns the latest time that a version may have. It is a day later than the upload, because clocks differ, and a date begins earlier in other time zones than in UTC. */
const latestTimeIn = ({ batchTimestamp }: BatchFile): Timestamp =>
  timestamp(new Date(Date.parse(batchTimestamp) + DAY_MS));

/**
 * Returns the problem of a paper whose time lies in the future. Such a paper is rejected, because no later version could replace
 * it. The time is compared with that of the upload, so a redrive accepts the record once its time has come.
 */
function inFuture(paper: PaperVersion, latest: Timestamp): RecordProblem | undefined {
  if (paper.kind === "text") {
    if (paper.updated_at > latest) return future("updated_at", paper.updated_at, paper);
    if (isAfter(paper.record_changed_at, latest))
      return future("record_changed_at", paper.record_changed_at, paper);
  }
  return isAfter(paper.withdrawn_at, latest) ? future("withdrawn_at", paper.withdrawn_at, paper) : undefined;
}

const isAfter = (time: Timestamp | undefined, latest: Timestamp): time is Timestamp =>
  time !== undefined && time > latest;

function future(name: string, time: Timestamp, { paper_id }: PaperVersion): RecordProblem {
  const fromAt = timestamp(new Date(Date.parse(time) - DAY_MS));
  return {
    reason: "date-in-future",
    message: `the ${name} of ${paper_id} is ${time}, more than a day after its batch file was uploaded: correct the record, or redrive it from ${fromAt} on`,
  };
}

const revisionOf = (entry: ArchiveEntry | undefined, format: Format) =>
  (entry?.format ?? format).readerRevision;
