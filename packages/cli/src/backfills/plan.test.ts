import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { type BackfillObject, backfillKey } from "./backfill-object.ts";
import { planOf, sampled } from "./plan.ts";

const objectNamed = (name: string, sizeBytes = 1): BackfillObject => ({
  name,
  sizeBytes,
  identity: [name, sizeBytes],
  open: async () => Readable.from([]),
});
const [a, b, c] = [objectNamed("feeds/a.gz"), objectNamed("feeds/b.gz"), objectNamed("feeds/c.gz")];

test("an object's key is the same each time, and another when the object is", () => {
  expect(backfillKey(a)).toBe(backfillKey({ ...a }));
  expect(backfillKey(a)).toMatch(/^raw-data\/backfill\/papers-[0-9a-f]{16}-a\.gz$/);
  expect(backfillKey(objectNamed("feeds/a.gz", 2))).not.toBe(backfillKey(a));
  expect(backfillKey(objectNamed("others/a.gz"))).not.toBe(backfillKey(a));
});

test("what is not in the bucket is to be uploaded; what is, is done once its run has ended", () => {
  const uploaded = new Set([a, b].map(backfillKey));
  expect(planOf([a, b, c], uploaded, new Set([backfillKey(a)]))).toEqual({
    toUpload: [c],
    underWay: [backfillKey(b)],
    done: 1,
  });
});

test("what others uploaded is none of it", () => {
  const others = new Set(["raw-data/backfill/papers-0-x.gz"]);
  expect(planOf([a], others, others)).toEqual({ toUpload: [a], underWay: [], done: 0 });
});

test("five of many are looked into, the first and the last among them; of few, all", () => {
  const many = Array.from({ length: 100 }, (_, nth) => objectNamed(String(nth)));
  expect(sampled(many).map(({ name }) => name)).toEqual(["0", "25", "50", "74", "99"]);
  expect(sampled([a, b])).toEqual([a, b]);
});
