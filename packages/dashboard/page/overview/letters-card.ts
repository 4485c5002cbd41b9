import { countOf, countText } from "@paperledger/core/text/quantities";
import type { StatusAnswer } from "../../src/api/answers.ts";

export interface LettersCard {
  /** The number of dead letters. It has a question mark if a place could not be read. */
  readonly count: string;
  /** The place that keeps them, or the number of places. Then the number of places that could not be read. */
  readonly note: string;
  /** The note with the names of all places. */
  readonly title: string;
  readonly hasSome: boolean;
}

/** Returns the content of the card of dead letters. */
export function lettersCard({ dead_letters }: Pick<StatusAnswer, "dead_letters">): LettersCard {
  const placesWith = (isOne: (count: number | null) => boolean) =>
    dead_letters.filter(({ count }) => isOne(count)).map(({ place }) => place);
  const unread = placesWith((count) => count === null);
  const holding = placesWith((count) => count !== null && count > 0);
  const sum = dead_letters.reduce((total, { count }) => total + (count ?? 0), 0);
  const notes = [
    ...(holding.length > 0
      ? [`in ${holding.length === 1 ? holding[0] : countOf(holding.length, "place")}`]
      : []),
    ...(unread.length > 0 ? [`${countText(unread.length)} unknown`] : []),
  ];
  const titles = [
    ...(holding.length > 0 ? [`in ${holding.join(", ")}`] : []),
    ...(unread.length > 0 ? [`unknown in ${unread.join(", ")}`] : []),
  ];
  return {
    count: unread.length === 0 ? countText(sum) : sum === 0 ? "?" : `${countText(sum)} + ?`,
    note: notes.length === 0 ? "none" : notes.join(", "),
    title: titles.join("; "),
    hasSome: sum > 0,
  };
}
