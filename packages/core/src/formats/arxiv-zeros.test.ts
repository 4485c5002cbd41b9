import fc from "fast-check";
import { expect, test } from "vitest";
import { withArxivZeros } from "./arxiv-zeros.ts";

test.each([
  ["704.0001", "0704.0001"],
  ["704.001", "0704.0010"],
  ["1412.1", "1412.1000"],
  ["1507.0779", "1507.07790"],
  ["2401.1", "2401.10000"],
])("%s was %s", (number, id) => {
  expect(withArxivZeros(number)).toBe(id);
});

test.each(["hep-th/9901001", "1507.07790v2", "704", "", "12345.1", "1507.123456"])(
  "%j is as it is",
  (text) => {
    expect(withArxivZeros(text)).toBe(text);
  },
);

test("any id is restored after a tool has read it as a number", () => {
  const year = fc.integer({ min: 7, max: 99 });
  const month = fc.integer({ min: 1, max: 12 });
  fc.assert(
    fc.property(year, month, fc.integer({ min: 1, max: 9_999 }), (year, month, count) => {
      const yearAndMonth = String(year).padStart(2, "0") + String(month).padStart(2, "0");
      fc.pre(yearAndMonth >= "0704");
      const id = `${yearAndMonth}.${String(count).padStart(yearAndMonth < "1501" ? 4 : 5, "0")}`;
      expect(withArxivZeros(String(Number(id)))).toBe(id);
      expect(withArxivZeros(id)).toBe(id);
    }),
  );
});
