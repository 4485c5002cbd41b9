import type { PaperVersion } from "@paperledger/core/papers/paper";

/** What the table said of a paper when it was read. The last two are absent from items that others wrote. */
export interface StoredVersion {
  readonly updated_at: string;
  readonly trace_id?: string | undefined;
  readonly record_number?: number | undefined;
}

/** What to do with a version: write it as the first or over an older one, or nothing, and what it counts as then. */
export type UpsertDecision = "insert" | "update" | "duplicate" | "upserted";

type Version = Pick<PaperVersion, "updated_at" | "trace_id" | "record_number">;

/**
 * Decides by what the table was read to hold. The read may be stale, so the condition of the write has the last word:
 * `insert` and `update` may yet lose. The other two stand, since a stored version is only ever replaced by a newer one.
 *
 * `upserted` is what this very run wrote from this very record, in an attempt whose answer got lost: it counts again as
 * it would have counted then.
 */
export function decideUpsert(version: Version, stored: StoredVersion | undefined): UpsertDecision {
  if (stored === undefined) return "insert";
  if (stored.updated_at < version.updated_at) return "update";
  return wroteIt(version, stored) ? "upserted" : "duplicate";
}

const wroteIt = (version: Version, stored: StoredVersion): boolean =>
  stored.updated_at === version.updated_at &&
  stored.trace_id === version.trace_id &&
  stored.record_number === version.record_number;
