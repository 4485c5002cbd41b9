import { DEAD_LETTER_PLACES } from "@paperledger/core/dead-letters/dead-letters";
import { expect, test } from "vitest";
import { lettersCard } from "./letters-card.ts";

const cardOf = (...counts: readonly (number | null)[]) =>
  lettersCard({
    dead_letters: DEAD_LETTER_PLACES.map((place, nth) => ({
      place,
      count: counts[nth] ?? null,
      oldest_at: null,
      some: [],
    })),
  });

test("the card has the number of dead letters and their place, and its title names all places", () => {
  expect(cardOf(0, 0, 0, 0)).toEqual({ count: "0", note: "none", title: "", hasSome: false });
  expect(cardOf(2, 0, 0, 0)).toEqual({ count: "2", note: "in uploads", title: "in uploads", hasSome: true });
  expect(cardOf(2, 0, 0, 1)).toEqual({
    count: "3",
    note: "in 2 places",
    title: "in uploads, stream",
    hasSome: true,
  });
});

test("a place that could not be read is not shown as one without dead letters", () => {
  expect(cardOf(0, 0, 0, null)).toEqual({
    count: "?",
    note: "1 unknown",
    title: "unknown in stream",
    hasSome: false,
  });
  expect(cardOf(2, 0, null, null)).toEqual({
    count: "2 + ?",
    note: "in uploads, 2 unknown",
    title: "in uploads; unknown in deliveries, stream",
    hasSome: true,
  });
  expect(cardOf(null, null, null, null)).toMatchObject({ count: "?", note: "4 unknown" });
});
