import { isNewerVersion } from "@paperledger/core/papers/version-order";
import type { VectorChange } from "@paperledger/core/vectors/vector-store";
import { type Followed, NO_MODEL } from "./vector-item.ts";

/** The decision about a change: write it as the first version, write it over the version that was read, or write nothing. */
export type VectorDecision =
  | { readonly kind: "insert" }
  | { readonly kind: "update"; readonly over: Followed }
  | { readonly kind: "outdated" };

/**
 * Decides by what the table was read to hold. The newer version wins. Of one version, a withdrawal wins over any vector,
 * and a vector of another model over a vector. So each change is made at most once, whatever comes before or after it.
 */
export function decideChange(change: VectorChange, followed: Followed | undefined): VectorDecision {
  if (followed === undefined) return { kind: "insert" };
  if (isNewerVersion(followed, change)) return { kind: "outdated" };
  if (isNewerVersion(change, followed)) return { kind: "update", over: followed };
  const isForgotten = followed.model === NO_MODEL;
  const isNews = change.kind === "forget" || change.model !== followed.model;
  return isNews && !isForgotten ? { kind: "update", over: followed } : { kind: "outdated" };
}
