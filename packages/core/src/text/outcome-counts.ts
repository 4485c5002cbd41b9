import { countText } from "./quantities.ts";

export type OutcomeCounts = Readonly<Record<"upserted" | "duplicate" | "rejected", number>>;

/** The words for people. The JSON of events and answers has the names of the fields: `upserted`, `duplicate`, `rejected`. */
const WORDS = [
  ["upserted", "new"],
  ["duplicate", "known"],
  ["rejected", "rejected"],
] as const satisfies readonly (readonly [keyof OutcomeCounts, string])[];

/** Returns the outcomes of records: `15 new, 4 known, 0 rejected`. */
export const outcomesText = (counts: OutcomeCounts): string =>
  WORDS.map(([name, word]) => `${countText(counts[name])} ${word}`).join(", ");

/** Returns the outcomes of records without those that are zero: `15 new, 4 known`. Returns `nothing` if all are zero. */
export const someOutcomesText = (counts: OutcomeCounts): string =>
  WORDS.filter(([name]) => counts[name] > 0)
    .map(([name, word]) => `${countText(counts[name])} ${word}`)
    .join(", ") || "nothing";
