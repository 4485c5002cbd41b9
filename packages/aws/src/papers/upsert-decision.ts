import type { PaperVersion } from "@paperledger/core/papers/paper";
import { type VersionOrigin, versionOriginSchema } from "@paperledger/events/run-event";

/** What the table said of a paper when it was read. All but the first are absent from items that others wrote. */
export interface StoredVersion {
  readonly updated_at: string;
  readonly trace_id?: string | undefined;
  readonly record_number?: number | undefined;
  /** The run and record of the version before this one. Null or absent if there was none. */
  readonly previous?: VersionOrigin | null | undefined;
}

/** What to do with a version: write it as the first or over an older one, or nothing, and what it counts as then. */
export type UpsertDecision =
  | { readonly kind: "insert" }
  | { readonly kind: "update"; readonly over: StoredVersion }
  | { readonly kind: "duplicate" }
  | { readonly kind: "upserted"; readonly previous?: VersionOrigin };

type Version = Pick<PaperVersion, "updated_at" | "trace_id" | "record_number">;

/**
 * Decides by what the table was read to hold. The read may be stale, so the condition of the write has the last word:
 * `insert` and `update` may yet lose. The other two stand, since a stored version is only ever replaced by a newer one.
 *
 * `upserted` is what this very run wrote from this very record, in an attempt whose answer got lost. It counts again as
 * it would have counted then, and its `previous` is the one that the item has kept since.
 */
export function decideUpsert(version: Version, stored: StoredVersion | undefined): UpsertDecision {
  if (stored === undefined) return { kind: "insert" };
  if (stored.updated_at < version.updated_at) return { kind: "update", over: stored };
  if (!wroteIt(version, stored)) return { kind: "duplicate" };
  return { kind: "upserted", ...(stored.previous && { previous: stored.previous }) };
}

/** Returns the run and record that wrote a stored version. Nothing if something else wrote the item without them. */
export const originOf = ({ trace_id, record_number }: StoredVersion): VersionOrigin | undefined =>
  versionOriginSchema.safeParse({ trace_id, record_number }).data;

const wroteIt = (version: Version, stored: StoredVersion): boolean =>
  stored.updated_at === version.updated_at &&
  stored.trace_id === version.trace_id &&
  stored.record_number === version.record_number;
