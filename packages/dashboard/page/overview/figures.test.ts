import * as fc from "fast-check";
import { expect, test } from "vitest";
import { FIGURE_ROWS, placedFigures } from "./figures.ts";

const ROOM = { leftPx: 84, rightPx: 320, gapPx: 4 };
const figure = (text: string, middlePx: number) => ({ text, middlePx, widthPx: 50 });

test("a figure is in the middle above its bar, and at the edge of the chart it stays inside", () => {
  expect(placedFigures([figure("first", 84), figure("25 h", 200), figure("last", 320)], ROOM)).toEqual([
    { text: "first", leftPx: 84, row: 0 },
    { text: "25 h", leftPx: 175, row: 0 },
    { text: "last", leftPx: 270, row: 0 },
  ]);
});

test("of two bars that are close together, both have their figures, one above the other", () => {
  expect(placedFigures([figure("25 h", 200), figure("26 h", 208), figure("27 h", 216)], ROOM)).toEqual([
    { text: "25 h", leftPx: 175, row: 0 },
    { text: "26 h", leftPx: 183, row: 1 },
  ]);
});

test("no figure covers another one, or leaves the chart", () => {
  const figures = fc
    .array(
      fc.record({ middlePx: fc.integer({ min: 84, max: 320 }), widthPx: fc.integer({ min: 20, max: 90 }) }),
    )
    .map((some) =>
      some.toSorted((a, b) => a.middlePx - b.middlePx).map((each, nth) => ({ text: `${nth}`, ...each })),
    );
  fc.assert(
    fc.property(figures, (some) => {
      const placed = placedFigures(some, ROOM).map((each) => ({
        ...each,
        rightPx: each.leftPx + (some[Number(each.text)]?.widthPx ?? 0),
      }));
      expect(placed.length).toBeGreaterThanOrEqual(Math.min(some.length, 1));
      for (const [nth, each] of placed.entries()) {
        expect(each.leftPx).toBeGreaterThanOrEqual(ROOM.leftPx);
        expect(each.rightPx).toBeLessThanOrEqual(ROOM.rightPx);
        expect(each.row).toBeLessThan(FIGURE_ROWS);
        for (const other of placed.slice(nth + 1))
          expect(other.row !== each.row || other.leftPx >= each.rightPx || other.rightPx <= each.leftPx).toBe(
            true,
          );
      }
    }),
  );
});
