import { isDeepStrictEqual } from "node:util";
import type { FinalState } from "./final-state.ts";

/** The comparison of a case's end with the clean run. */
export interface Comparison {
  /** The number of papers, events, rejects and published events of the clean run that are missing. */
  readonly lost: number;
  /** True if anything else differs. */
  readonly isWrong: boolean;
}

const LISTS = ["papers", "events", "rejects", "published"] as const;

export function compare(found: FinalState, clean: FinalState): Comparison {
  const missing = LISTS.map((list) => {
    const texts = new Set(found[list].map((item) => JSON.stringify(item)));
    return clean[list].filter((item) => !texts.has(JSON.stringify(item))).length;
  });
  const lost = missing.reduce((sum, each) => sum + each, 0);
  return { lost, isWrong: lost === 0 && !isDeepStrictEqual(found, clean) };
}
