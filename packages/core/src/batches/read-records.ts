import type { BatchFile } from "../batch-files/batch-file.ts";
import type { Format, FormatContext, ParsedRecord, RecordProblem, SourceRecord } from "../formats/format.ts";
import type { PaperVersion } from "../papers/paper.ts";
import type { ReadRecord } from "./read-record.ts";

/** What is needed to read the records of a file that is already cut up. */
export interface RecordReading {
  readonly file: BatchFile;
  readonly format: Format;
  readonly context: FormatContext;
  /** Why the table would never take this paper, known before anything is written; nothing where it would. */
  readonly refusal: (paper: PaperVersion, decodedText?: string) => RecordProblem | undefined;
  /** The name that a source is counted under. */
  readonly countedAs: (source: string) => string;
}

/** Reads records one at a time. Each becomes a paper that is to be written, or a reject. */
export async function* readRecords(
  records: AsyncIterable<SourceRecord>,
  reading: RecordReading,
): AsyncGenerator<ReadRecord> {
  for await (const record of records) yield readRecord(record, reading);
}

function readRecord(
  record: SourceRecord,
  { file, format, context, refusal, countedAs }: RecordReading,
): ReadRecord {
  const { number, byteOffset, endByteOffset, text, entry } = record;
  const bytes = endByteOffset - byteOffset;
  const at = { number, byteOffset, endByteOffset, bytes, ...(entry && { entry }) };
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

  const paper: PaperVersion = {
    ...parsed.paper,
    trace_id: file.traceId,
    batch_timestamp: file.batchTimestamp,
    record_number: number,
  };
  const refused = refusal(paper, text);
  return refused
    ? rejected(refused, paper)
    : { ...at, source: countedAs(paper.source), content: { kind: "paper", paper } };
}
