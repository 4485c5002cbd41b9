import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { padded, shortened, widthOf } from "./text-width.ts";

describe("a text that is too long", () => {
  test("keeps its beginning and its end", () => {
    expect(shortened("papers-2025-03-01.xml.gz", 15)).toBe("papers-….xml.gz");
    expect(shortened("papers.gz", 9)).toBe("papers.gz");
    expect(shortened("papers.gz", 1)).toBe("…");
    expect(shortened("papers.gz", 0)).toBe("");
  });

  test("never takes more columns than it has, in wide scripts either", () => {
    const letters = fc.constantFrom("a", "論", "文", "é", "👩‍🔬", "한", "-");
    fc.assert(
      fc.property(
        fc.array(letters).map((all) => all.join("")),
        fc.nat({ max: 40 }),
        (text, columns) => {
          const short = shortened(text, columns);
          expect(widthOf(short)).toBeLessThanOrEqual(Math.max(columns, 0));
          if (widthOf(text) <= columns) expect(short).toBe(text);
          expect(widthOf(padded(short, columns))).toBe(columns);
        },
      ),
    );
  });
});

test("a text is padded by its width, on either side", () => {
  expect(padded("論文", 6)).toBe("論文  ");
  expect(padded("7", 3, "right")).toBe("  7");
});

test("a name takes the same columns in both forms of its letters, and what a terminal does not show takes none", () => {
  const name = "한글-café.gz";
  expect(widthOf(name.normalize("NFD"))).toBe(widthOf(name));
  expect(widthOf("pa\u00adper\u200bs\u2060.gz\ufeff")).toBe(9);
});
