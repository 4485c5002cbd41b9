import fc from "fast-check";
import { expect, test } from "vitest";
import { countedSources, OTHER_SOURCES } from "./counted-sources.ts";

const fifty = Array.from({ length: 50 }, (_, index) => `source-${index}`);

test("the first 50 sources of a file are counted under their own names, and later sources under other", () => {
  const countedAs = countedSources([]);
  expect(fifty.map(countedAs)).toEqual(fifty);
  expect(countedAs("the-51st")).toBe(OTHER_SOURCES);
  expect(countedAs("the-52nd")).toBe(OTHER_SOURCES);
  expect(fifty.map(countedAs)).toEqual(fifty);
});

test("a source that comes again is counted under the same name", () => {
  const countedAs = countedSources([]);
  for (const source of [...fifty.slice(1), ...fifty.slice(1)]) countedAs(source);
  expect(countedAs("the-50th")).toBe("the-50th");
});

test("a run that resumes with the sources so far gives later sources the same names as a clean run", () => {
  const arbitrarySources = fc.array(
    fc.oneof(
      fc.nat({ max: 80 }).map((n) => `source-${n}`),
      fc.constant(OTHER_SOURCES),
    ),
    { maxLength: 300, size: "max" },
  );
  fc.assert(
    fc.property(arbitrarySources, fc.nat({ max: 300 }), (sources, cut) => {
      const clean = sources.map(countedSources([]));
      const counted = clean.slice(0, cut);
      expect(sources.slice(cut).map(countedSources(counted))).toEqual(clean.slice(cut));
      expect(new Set(clean).size).toBeLessThanOrEqual(51);
    }),
  );
});
