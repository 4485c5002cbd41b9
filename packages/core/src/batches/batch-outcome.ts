import type { OutcomeCounts, VersionOrigin } from "@paperledger/events/run-event";
import type { RecordProblem } from "../formats/format.ts";
import { shown } from "../formats/shown.ts";
import type { UpsertOutcome } from "../papers/paper-store.ts";
import { MAX_RAW_CHARACTERS, type Reject, type RejectedText } from "../rejects/reject.ts";
import type { Batch } from "./form-batches.ts";
import type { BeatenRecord, ReadRecord } from "./read-record.ts";

/** The outcomes of a batch's records: the counts, in total and by source, the papers that were written, and the rejects. */
export interface BatchOutcome extends OutcomeCounts {
  readonly bytes: number;
  readonly upserted_ids: string[];
  readonly previous: Record<string, VersionOrigin>;
  readonly rejected_by_reason: Record<string, number>;
  readonly by_source: Record<
    string,
    OutcomeCounts & { bytes: number; rejected_by_reason: Record<string, number> }
  >;
  readonly rejects: readonly Reject[];
}

type RecordOutcome =
  | { readonly kind: "upserted"; readonly paperId: string; readonly previous?: VersionOrigin }
  | { readonly kind: "duplicate" }
  | { readonly kind: "rejected"; readonly reject: Reject };

/**
 * Adds up the outcomes of a batch's records.
 *
 * @param upserts the paper store's outcomes, by record number
 * @param fileKey the name of the file in a reject's message
 */
export function batchOutcome(
  batch: Batch,
  upserts: ReadonlyMap<number, UpsertOutcome>,
  fileKey: string,
): BatchOutcome {
  const all = noCounts();
  const by_source: BatchOutcome["by_source"] = {};
  const upserted_ids = new Set<string>();
  const previous: Record<string, VersionOrigin> = {};
  const rejected_by_reason: Record<string, number> = {};
  const rejects: Reject[] = [];

  for (const record of batch.records) {
    const outcome = outcomeOf(record, upserts.get(record.number), fileKey);
    by_source[record.source] ??= { ...noCounts(), rejected_by_reason: {} };
    const ofSource = by_source[record.source];
    for (const counts of [all, ...(ofSource ? [ofSource] : [])]) {
      counts.processed += 1;
      counts[outcome.kind] += 1;
      counts.bytes += record.bytes;
    }
    if (outcome.kind === "upserted") {
      upserted_ids.add(outcome.paperId);
      if (outcome.previous) previous[outcome.paperId] = outcome.previous;
    }
    if (outcome.kind === "rejected") {
      const { reason } = outcome.reject;
      rejects.push(outcome.reject);
      for (const reasons of [rejected_by_reason, ...(ofSource ? [ofSource.rejected_by_reason] : [])])
        reasons[reason] = (reasons[reason] ?? 0) + 1;
    }
  }
  return { ...all, upserted_ids: [...upserted_ids], previous, by_source, rejected_by_reason, rejects };
}

const noCounts = () => ({ processed: 0, upserted: 0, duplicate: 0, rejected: 0, bytes: 0 });

function outcomeOf(record: ReadRecord, upsert: UpsertOutcome | undefined, fileKey: string): RecordOutcome {
  const { content } = record;
  switch (content.kind) {
    case "repeat":
      return { kind: "duplicate" };
    case "reject":
      return { kind: "rejected", reject: rejectOf(record, content, content, fileKey) };
    case "paper": {
      const { paper_id } = content.paper;
      if (upsert?.kind === "duplicate") return upsert;
      if (upsert?.kind === "upserted") return { ...upsert, paperId: paper_id };
      const refused = { paperId: paper_id, text: content.text, beaten: content.beaten ?? [] };
      return { kind: "rejected", reject: rejectOf(record, upsert ?? NO_ANSWER, refused, fileKey) };
    }
  }
}

const NO_ANSWER: RecordProblem = {
  reason: "no-answer",
  message: "the paper store gave no answer for this paper",
};

interface RefusedContent {
  readonly paperId: string | null;
  readonly text: string;
  readonly beaten?: readonly BeatenRecord[];
}

const rejectOf = (
  { number, byteOffset, entry }: ReadRecord,
  { reason, message }: RecordProblem,
  { paperId, text, beaten = [] }: RefusedContent,
  fileKey: string,
): Reject => {
  const rejected = rejectedText({ number, byteOffset, text, ...(entry && { entry }) });
  const file = entry ? `${fileKey}, entry ${shown(entry.name, MAX_NAME_CHARACTERS)}` : fileKey;
  return {
    reason,
    message: `${file}, record ${number} at byte ${rejected.byte_offset}: ${message}`,
    paper_id: paperId,
    ...rejected,
    ...(beaten.length > 0 && { beaten: beaten.map(rejectedText) }),
  };
};

const MAX_NAME_CHARACTERS = 500;

const rejectedText = ({ number, byteOffset, text, entry }: BeatenRecord): RejectedText => ({
  record_number: number,
  byte_offset: byteOffset - (entry?.byteOffset ?? 0),
  ...(entry && { entry: entry.name.slice(0, MAX_NAME_CHARACTERS) }),
  ...(entry?.format && { format: entry.format.name }),
  raw: text.slice(0, MAX_RAW_CHARACTERS),
  raw_truncated: text.length > MAX_RAW_CHARACTERS,
});
