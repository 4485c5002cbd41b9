import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesText, countOf, countText, durationText, papersPerSecond, shareText } from "./quantities.ts";

test("counts have their thousands parted, and the right form of the word", () => {
  expect(countText(1234567)).toBe("1,234,567");
  expect(countOf(1, "batch", "batches")).toBe("1 batch");
  expect(countOf(2100, "batch", "batches")).toBe("2,100 batches");
  expect(countOf(0, "paper")).toBe("0 papers");
});

test.each([
  [null, "-"],
  [0, "0 %"],
  [0.975, "97.5 %"],
  [1, "100 %"],
  [0.999999, "> 99.9 %"],
  [0.000001, "< 0.1 %"],
])("the share %s is shown as %s", (share, text) => {
  expect(shareText(share)).toBe(text);
});

test.each([
  [null, "-"],
  [0, "0 ms"],
  [7.25, "7.3 ms"],
  [820, "820 ms"],
  [1250, "1.25 s"],
  [42_000, "42 s"],
  [185_000, "3 min 5 s"],
  [7_800_000, "2 h 10 min"],
])("a time of %s ms is shown as %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test.each([
  [0, "0 bytes"],
  [987, "987 bytes"],
  [1_540_000, "1.5 MB"],
  [2e15, "2,000 TB"],
])("%s bytes are shown as %s", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

test("papers a second are known only where time passed", () => {
  expect(papersPerSecond(500, 250)).toBe(2000);
  expect(papersPerSecond(500, 0)).toBeNull();
});

test("numbers look as Node's own format of American English prints them", () => {
  const format = (digits: number, value: number) =>
    new Intl.NumberFormat("en-US", { maximumFractionDigits: digits }).format(value);
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e15, noNaN: true }),
      fc.integer({ min: 0, max: 999 }),
      fc.integer({ min: 1_000, max: 59_000 }),
      (value, half, ms) => {
        expect(countText(value)).toBe(format(0, value));
        expect(countText(half + 0.5)).toBe(format(0, half + 0.5));
        if (value < 100) expect(durationText(value)).toBe(`${format(1, value)} ms`);
        expect(durationText(ms)).toBe(`${format(ms < 10_000 ? 2 : 1, ms / 1_000)} s`);
      },
    ),
    { numRuns: 1_000 },
  );
  expect(durationText(1_005)).toBe("1.01 s");
  expect(bytesText(1_450)).toBe("1.5 kB");
});

test.each([
  [countText(-1500), "-1,500"],
  [countText(-0.4), "0"],
  [countOf(-2, "paper"), "-2 papers"],
  [countText(1e21), "1,000,000,000,000,000,000,000"],
  [countText(Number.NaN), "-"],
  [shareText(-0.5), "-50 %"],
  [durationText(-5000), "-5 s"],
  [durationText(-0.01), "0 ms"],
  [durationText(Number.POSITIVE_INFINITY), "-"],
  [bytesText(-1_540_000), "-1.5 MB"],
])("a number outside of the usual range is shown as it is: %s", (text, expected) => {
  expect(text).toBe(expected);
});

test("a shown count can be read back, for every finite number", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const shown = Number(countText(value).replaceAll(",", ""));
      // Beyond this, every number is whole.
      if (Math.abs(value) >= 2 ** 53) expect(shown).toBe(value);
      else expect(Math.abs(shown - value)).toBeLessThanOrEqual(0.5);
    }),
    { numRuns: 2_000 },
  );
});

test("durations and sizes of every finite number have their sign and no NaN", () => {
  const milliseconds = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 } as const;
  const unitOf = (text: string | undefined) =>
    text === "ms" || text === "s" || text === "min" || text === "h" ? milliseconds[text] : Number.NaN;
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = durationText(value);
      const shown = [...text.matchAll(/([\d,.]+) (ms|s|min|h)/g)].reduce(
        (sum, [, count = "", unit]) => sum + Number(count.replaceAll(",", "")) * unitOf(unit),
        0,
      );
      const size = Math.abs(value);
      // At most a minute is left out beside hours, and half a second beside minutes.
      expect(Math.abs(shown - size)).toBeLessThanOrEqual(size < 3_599_500 ? 500 : 60_000 + size * 1e-9);
      expect(text.startsWith("-")).toBe(value < 0 && shown > 0);
      expect(bytesText(value)).toMatch(/^-?[\d,]+(\.\d)? (bytes|kB|MB|GB|TB)$/);
      expect(bytesText(value).startsWith("-")).toBe(bytesText(value) !== bytesText(size));
    }),
    { numRuns: 2_000 },
  );
});
