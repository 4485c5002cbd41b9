import type { VersionOrigin } from "@paperledger/events/run-event";
import { BEFORE_ALL_TEXTS, type PaperVersion } from "./paper.ts";
import { isNewerVersion } from "./version-order.ts";

/** The attributes of a stored paper that the decision needs, as they were read. */
export interface StoredVersion extends VersionOrigin {
  readonly updated_at: string;
  /** Absent if only the withdrawal of the paper is known. */
  readonly tie?: string | undefined;
  readonly withdrawn_at?: string | undefined;
  readonly withdrawn_trace_id?: string | undefined;
  readonly withdrawn_record_number?: number | undefined;
  /** The encoding of the stored source text. Null or absent if it is text. */
  readonly raw_encoding?: "gzip" | null | undefined;
  /** The run and record of the text before this one. Null or absent if there was none. */
  readonly previous?: VersionOrigin | null | undefined;
}

/** The decision about a version: insert it, update the stored paper with parts of it, or write nothing. */
export type UpsertDecision =
  | { readonly kind: "insert" }
  | ({ readonly kind: "update" } & Update)
  | { readonly kind: "duplicate" }
  | { readonly kind: "upserted"; readonly previous?: VersionOrigin };

/** The stored version as it was read, and which parts of the new version are newer. At least one part is newer. */
export type Update = { readonly over: StoredVersion } & (
  | { readonly text: true; readonly withdrawal: boolean }
  | { readonly text: false; readonly withdrawal: true }
);

/** The fields of a version that the decision needs. */
export type DecidedVersion = Pick<PaperVersion, "trace_id" | "record_number" | "withdrawn_at"> &
  (
    | { readonly kind: "text"; readonly updated_at: string; readonly tie: string }
    | { readonly kind: "withdrawal"; readonly withdrawn_at: string }
  );

/**
 * Decides what to do with a version, compared with what was read from the table. A text is compared only with the stored text,
 * and a withdrawal only with the stored withdrawal, so neither hides the other.
 *
 * The read may be stale. So for `insert` and `update`, the condition of the write decides in the end. `duplicate` and `upserted`
 * are final, because a stored text or withdrawal is only ever replaced by a newer one.
 *
 * `upserted` means that this run already wrote the version from the same record, in an attempt whose answer got lost. The version
 * then counts as it would have counted in that attempt, and `previous` is taken from the stored item.
 */
export function decideUpsert(version: DecidedVersion, stored: StoredVersion | undefined): UpsertDecision {
  if (stored === undefined) return { kind: "insert" };
  const withdrawal = isNewWithdrawal(version.withdrawn_at, stored);
  if (version.kind === "text" && isNewerVersion(version, stored))
    return { kind: "update", text: true, withdrawal, over: stored };
  if (withdrawal) return { kind: "update", text: false, withdrawal, over: stored };
  if (wroteText(version, stored)) return upserted(stored.previous ?? undefined);
  if (wroteWithdrawal(version, stored)) return upserted(undefined);
  return { kind: "duplicate" };
}

/** Returns only the run and record that wrote the text of a stored version. */
export const originOf = ({ trace_id, record_number }: VersionOrigin): VersionOrigin => ({
  trace_id,
  record_number,
});

const isNewWithdrawal = (withdrawnAt: string | undefined, stored: StoredVersion): boolean =>
  withdrawnAt !== undefined && (stored.withdrawn_at === undefined || stored.withdrawn_at < withdrawnAt);

const wroteText = (version: DecidedVersion, stored: StoredVersion): boolean =>
  version.kind === "text" &&
  stored.updated_at === version.updated_at &&
  stored.tie === version.tie &&
  isOrigin(version, stored);

const wroteWithdrawal = (version: DecidedVersion, stored: StoredVersion): boolean =>
  version.withdrawn_at !== undefined &&
  stored.withdrawn_at === version.withdrawn_at &&
  stored.withdrawn_trace_id === version.trace_id &&
  stored.withdrawn_record_number === version.record_number;

const isOrigin = (version: VersionOrigin, stored: VersionOrigin): boolean =>
  stored.trace_id === version.trace_id && stored.record_number === version.record_number;

/**
 * Returns the run and record of the text that an update replaces. Returns undefined if the update changes no text, or if the
 * paper had no text because only its withdrawal was known. If the same record wrote the stored text, because its reader changed
 * between two attempts, the stored text is not a version of its own. Then the version before it is returned.
 */
export function previousOf(version: VersionOrigin, { text, over }: Update): VersionOrigin | undefined {
  if (!text || over.updated_at === BEFORE_ALL_TEXTS) return undefined;
  return isOrigin(version, over) ? (over.previous ?? undefined) : originOf(over);
}

const upserted = (previous: VersionOrigin | undefined): UpsertDecision => ({
  kind: "upserted",
  ...(previous && { previous }),
});
