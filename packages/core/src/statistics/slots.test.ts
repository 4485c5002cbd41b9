import fc from "fast-check";
import { expect, test } from "vitest";
import { SLOTS, slotOf, slottedId } from "./slots.ts";

const ids = fc.constantFrom("total", "day#2024-01-02", "source#2024-01-02#arxiv");

test("the id of a slot's part is read back, and the id of slot 0 is the id of the scope", () => {
  fc.assert(
    fc.property(ids, fc.integer({ min: 0, max: SLOTS.to - 1 }), (id, slot) => {
      expect(slotOf(slottedId({ id, slot }))).toEqual({ id, slot });
    }),
  );
  expect(slottedId({ id: "total", slot: 0 })).toBe("total");
  expect(slottedId({ id: "total", slot: 7 })).toBe("s7#total");
});

test.each(["s0#total", "s100#total", "s07#total", "s7", "s#total", "source#2024-01-02#s7#x"])(
  "%s is not the id of a slot's part",
  (id) => {
    expect(slotOf(id)).toEqual({ id, slot: 0 });
  },
);
