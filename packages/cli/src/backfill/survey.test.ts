import { expect, test } from "vitest";
import { spread, survey } from "./survey.ts";

async function* objects(count: number) {
  for (let nth = 0; nth < count; nth++) yield { nth, sizeBytes: 2 };
}

test.each([0, 1, 4, 5, 19, 20, 21, 100, 12_345])(
  "%i objects are counted, and five of them picked from the first to the last",
  async (count) => {
    const { objects: counted, bytes, sampled } = await survey(objects(count));
    expect([counted, bytes]).toEqual([count, 2 * count]);
    const picked = sampled.map(({ nth }) => nth);
    expect(picked).toHaveLength(Math.min(5, count));
    if (count === 0) return;
    expect([picked.at(0), picked.at(-1)]).toEqual([0, count - 1]);
    for (const [place, nth] of picked.entries()) {
      const even = (place * (count - 1)) / Math.max(1, picked.length - 1);
      expect(Math.abs(nth - even), `${picked}`).toBeLessThanOrEqual(1 + count / 8);
    }
  },
);

test("five of many are picked, the first and the last among them; of few, all", () => {
  const many = Array.from({ length: 100 }, (_, nth) => nth);
  expect(spread(many)).toEqual([0, 25, 50, 74, 99]);
  expect(spread([1, 2])).toEqual([1, 2]);
});
