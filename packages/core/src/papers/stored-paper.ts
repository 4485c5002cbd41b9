import { BEFORE_ALL_TEXTS, type PaperVersion, type StoredPaper, type TextVersion } from "./paper.ts";
import { previousOf, type Update } from "./upsert-decision.ts";

/**
 * Returns the stored paper for its first version. If that version is a withdrawal, the texts are empty, and `updated_at` is
 * before that of any text, so that every text is newer.
 */
export const firstStored = (version: PaperVersion) => ({
  ...(version.kind === "text"
    ? textOf(version)
    : { source: version.source, ...NO_TEXT, ...rawTextsOf(version) }),
  paper_id: version.paper_id,
  trace_id: version.trace_id,
  batch_timestamp: version.batch_timestamp,
  record_number: version.record_number,
  processing_status: statusOf(updatedAtOf(version), version.withdrawn_at),
  created_at: version.batch_timestamp,
  ...withdrawalOf(version),
});

/**
 * Returns the attributes that a version changes in a stored paper, and their new values. If they contain one raw text
 * (`raw_xml` or `raw_json`), the caller has to remove the other one from the stored paper.
 */
export function changesBy(version: PaperVersion, update: Update) {
  const { over, text, withdrawal: isWithdrawn } = update;
  const withdrawnAt = isWithdrawn ? version.withdrawn_at : over.withdrawn_at;
  const withdrawal = isWithdrawn ? withdrawalOf(version) : {};
  if (!text || version.kind === "withdrawal")
    return { ...withdrawal, processing_status: statusOf(over.updated_at, withdrawnAt) };
  const previous = previousOf(version, update);
  return {
    ...textOf(version),
    ...sourceOf(version),
    ...withdrawal,
    processing_status: statusOf(version.updated_at, withdrawnAt),
    ...(previous && { previous }),
  };
}

/**
 * Returns the status of a paper. It is `withdrawn` exactly if the withdrawal is not older than the text. So the status does not
 * depend on whether the text or the withdrawal arrived first.
 */
const statusOf = (updatedAt: string, withdrawnAt: string | undefined): StoredPaper["processing_status"] =>
  withdrawnAt !== undefined && withdrawnAt >= updatedAt ? "withdrawn" : "ingested";

const updatedAtOf = (version: PaperVersion) =>
  version.kind === "text" ? version.updated_at : BEFORE_ALL_TEXTS;

const textOf = (version: TextVersion) => ({
  source: version.source,
  title: version.title,
  abstract: version.abstract,
  authors: version.authors,
  published_date: version.published_date,
  categories: version.categories,
  ...(version.doi !== undefined && { doi: version.doi }),
  ...rawTextsOf(version),
  updated_at: version.updated_at,
  tie: version.tie,
});

/** The fields of a paper whose withdrawal came before any text. */
export const NO_TEXT = {
  title: "",
  abstract: "",
  authors: [],
  published_date: null,
  categories: [],
  updated_at: BEFORE_ALL_TEXTS,
};

const rawTextsOf = ({ raw_xml, raw_json }: PaperVersion) => ({
  ...(raw_xml !== undefined && { raw_xml }),
  ...(raw_json !== undefined && { raw_json }),
});

const sourceOf = ({ trace_id, batch_timestamp, record_number }: PaperVersion) => ({
  trace_id,
  batch_timestamp,
  record_number,
});

const withdrawalOf = ({ withdrawn_at, trace_id, record_number }: PaperVersion) =>
  withdrawn_at === undefined
    ? {}
    : { withdrawn_at, withdrawn_trace_id: trace_id, withdrawn_record_number: record_number };
