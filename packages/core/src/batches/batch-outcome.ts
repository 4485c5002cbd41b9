import type { OutcomeCounts, VersionOrigin } from "@paperledger/events/run-event";
import type { RecordProblem } from "../formats/format.ts";
import type { UpsertOutcome } from "../papers/paper-store.ts";
import { MAX_RAW_CHARACTERS, type Reject } from "../rejects/reject.ts";
import type { Batch } from "./form-batches.ts";
import type { ReadRecord } from "./read-record.ts";

/** What became of a batch: the counts, in all and by source, what was written, and what was refused. */
export interface BatchOutcome extends OutcomeCounts {
  readonly bytes: number;
  readonly upserted_ids: string[];
  readonly previous: Record<string, VersionOrigin>;
  readonly rejected_by_reason: Record<string, number>;
  readonly by_source: Record<string, OutcomeCounts & { bytes: number }>;
  readonly rejects: readonly Reject[];
}

type Fate = "upserted" | "duplicate" | "rejected";

/**
 * Puts together what became of each record of a batch.
 *
 * @param upserts the outcomes of the batch's papers, by record number
 * @param fileKey what a reject's message calls the file
 */
export function batchOutcome(
  batch: Batch,
  upserts: ReadonlyMap<number, UpsertOutcome>,
  fileKey: string,
): BatchOutcome {
  const all = noCounts();
  const by_source: Record<string, ReturnType<typeof noCounts>> = {};
  const upserted_ids: string[] = [];
  const previous: Record<string, VersionOrigin> = {};
  const rejected_by_reason: Record<string, number> = {};
  const rejects: Reject[] = [];

  for (const record of batch.records) {
    const { fate, reject } = fateOf(record, upserts.get(record.number), fileKey);
    by_source[record.source] ??= noCounts();
    for (const counts of [all, by_source[record.source] ?? all]) {
      counts.processed += 1;
      counts[fate] += 1;
      counts.bytes += record.bytes;
    }
    if (reject) {
      rejects.push(reject);
      rejected_by_reason[reject.reason] = (rejected_by_reason[reject.reason] ?? 0) + 1;
    }
    if (fate !== "upserted" || record.content.kind !== "paper") continue;
    const { paper_id } = record.content.paper;
    upserted_ids.push(paper_id);
    const upsert = upserts.get(record.number);
    if (upsert?.kind === "upserted" && upsert.previous) previous[paper_id] = upsert.previous;
  }
  return { ...all, upserted_ids, previous, by_source, rejected_by_reason, rejects };
}

const noCounts = () => ({ processed: 0, upserted: 0, duplicate: 0, rejected: 0, bytes: 0 });

function fateOf(
  record: ReadRecord,
  upsert: UpsertOutcome | undefined,
  fileKey: string,
): { fate: Fate; reject?: Reject } {
  const { content } = record;
  const rejected = (problem: RecordProblem, paperId: string | null, text: string) => ({
    fate: "rejected" as const,
    reject: rejectOf(record, problem, { fileKey, paperId, text }),
  });
  switch (content.kind) {
    case "repeat":
      return { fate: "duplicate" };
    case "reject":
      return rejected(content, content.paperId, content.text);
    case "paper": {
      if (upsert?.kind === "upserted" || upsert?.kind === "duplicate") return { fate: upsert.kind };
      const { paper_id, raw_xml, raw_json } = content.paper;
      return rejected(upsert ?? NO_ANSWER, paper_id, raw_xml ?? raw_json ?? "");
    }
  }
}

const NO_ANSWER: RecordProblem = {
  reason: "no-answer",
  message: "the paper store gave no answer for this paper",
};

const rejectOf = (
  { number, byteOffset }: ReadRecord,
  { reason, message }: RecordProblem,
  {
    fileKey,
    paperId,
    text,
  }: { readonly fileKey: string; readonly paperId: string | null; readonly text: string },
): Reject => ({
  reason,
  message: `${fileKey}, record ${number} at byte ${byteOffset}: ${message}`,
  record_number: number,
  byte_offset: byteOffset,
  paper_id: paperId,
  raw: text.slice(0, MAX_RAW_CHARACTERS),
  raw_truncated: text.length > MAX_RAW_CHARACTERS,
});
