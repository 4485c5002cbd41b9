import type { VectorChange } from "@paperledger/core/vectors/vector-store";
import { insertStatement, type Parameter, type Statement } from "../statements/statement.ts";
import { attributesOf, type Followed, NO_MODEL } from "./vector-item.ts";

/** What to do with a change: insert it, update what was read, or nothing. */
type VectorDecision =
  | { readonly kind: "insert" }
  | { readonly kind: "update"; readonly over: Followed }
  | { readonly kind: "outdated" };

/**
 * Decides what to do with a change, by what was read from the table. The newer version wins. Of one version, a withdrawal wins over any vector,
 * and a vector of another model over a vector. So each change is made at most once, whatever comes before or after it.
 */
export function decideChange(change: VectorChange, followed: Followed | undefined): VectorDecision {
  if (followed === undefined) return { kind: "insert" };
  if (change.updated_at < followed.updated_at) return { kind: "outdated" };
  if (change.updated_at > followed.updated_at) return { kind: "update", over: followed };
  const isForgotten = followed.model === NO_MODEL;
  const isNews = change.kind === "forget" || change.model !== followed.model;
  return isNews && !isForgotten ? { kind: "update", over: followed } : { kind: "outdated" };
}

/** Returns the statement for a paper that the table does not hold. It is refused with `DuplicateItem` if the table holds it by now. */
export const insertChange = (table: string, change: VectorChange): Statement =>
  insertStatement(table, { paper_id: change.paper_id, ...attributesOf(change) });

/** Returns the statement that updates what was read. It is refused with `ConditionalCheckFailed` if the table holds something else by now. */
export function updateChange(table: string, change: VectorChange, over: Followed): Statement {
  const set = Object.entries<Parameter>(attributesOf(change));
  return {
    Statement: [
      `UPDATE "${table}" SET ${set.map(([name]) => `"${name}" = ?`).join(", ")}`,
      ...(change.kind === "forget" ? [`REMOVE "vector"`] : []),
      `WHERE "paper_id" = ? AND "updated_at" = ? AND "model" = ?`,
    ].join(" "),
    Parameters: [...set.map(([, value]) => value), change.paper_id, over.updated_at, over.model],
  };
}
