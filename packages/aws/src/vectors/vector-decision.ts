import { isNewerVersion } from "@paperledger/core/papers/version-order";
import type { VectorChange } from "@paperledger/core/vectors/vector-store";
import { type Followed, NO_MODEL } from "./vector-item.ts";

/** The decision about a change: insert it, replace the version that was read, or write nothing. */
export type VectorDecision =
  | { readonly kind: "insert" }
  | { readonly kind: "update"; readonly over: Followed }
  | { readonly kind: "outdated" };

/**
 * Decides by comparing the change with the stored item. The newer version wins. For the same version, a withdrawal
 * replaces any vector, and a vector of another model replaces a vector. So each change is made at most once, in every
 * order of the changes.
 */
export function decideChange(change: VectorChange, followed: Followed | undefined): VectorDecision {
  if (followed === undefined) return { kind: "insert" };
  if (isNewerVersion(followed, change)) return { kind: "outdated" };
  if (isNewerVersion(change, followed)) return { kind: "update", over: followed };
  const isForgotten = followed.model === NO_MODEL;
  const isNews = change.kind === "forget" || change.model !== followed.model;
  return isNews && !isForgotten ? { kind: "update", over: followed } : { kind: "outdated" };
}
