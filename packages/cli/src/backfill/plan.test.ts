import { Readable } from "node:stream";
import { runOf } from "@paperledger/core/statistics/run-statistics.fixture";
import { expect, test } from "vitest";
import { type BackfillObject, backfillKey } from "./backfill-object.ts";
import { planOf } from "./plan.ts";

const objectNamed = (name: string, sizeBytes = 1): BackfillObject => ({
  name,
  sizeBytes,
  identity: [name, sizeBytes],
  open: async () => Readable.from([]),
});
/** Returns the keys of these objects as a set. */
const keysOf = (...objects: readonly BackfillObject[]) => new Set(objects.map(backfillKey));
const failedRunOf = (object: BackfillObject) => runOf({ key: backfillKey(object), end: "failed" });
const NONE_FAILED = new Map();
const [a, b, c] = [objectNamed("feeds/a.gz"), objectNamed("feeds/b.gz"), objectNamed("feeds/c.gz")];

test("an object's key is the same each time, and another when the object is", () => {
  expect(backfillKey(a)).toBe(backfillKey({ ...a }));
  expect(backfillKey(a)).toMatch(/^raw-data\/backfill\/papers-[0-9a-f]{16}-a\.gz$/);
  expect(backfillKey(objectNamed("feeds/a.gz", 2))).not.toBe(backfillKey(a));
  expect(backfillKey(objectNamed("others/a.gz"))).not.toBe(backfillKey(a));
});

test("what is not in the bucket is to be uploaded; what is, is done once its run has completed", () => {
  expect(planOf([a, b, c], keysOf(a, b), { completed: keysOf(a), failed: NONE_FAILED })).toEqual({
    toUpload: [c],
    underWay: [backfillKey(b)],
    done: 1,
    failedBefore: [],
  });
});

test("an object whose run failed is reported: it does not count as done or under way, and is not uploaded again", () => {
  const run = failedRunOf(a);
  const failed = new Map([[backfillKey(a), run]]);
  expect(planOf([a], keysOf(a), { completed: new Set(), failed })).toEqual({
    toUpload: [],
    underWay: [],
    done: 0,
    failedBefore: [{ object: a, run }],
  });
});

test("what failed, and completed in another run, is done", () => {
  const failed = new Map([[backfillKey(a), failedRunOf(a)]]);
  expect(planOf([a], keysOf(a), { completed: keysOf(a), failed })).toMatchObject({
    done: 1,
    failedBefore: [],
  });
});

test("a failed object in whose place a fixed one is does not count any more", () => {
  const fixed = objectNamed("feeds/a.gz", 2);
  const failed = new Map([[backfillKey(a), failedRunOf(a)]]);
  expect(planOf([fixed], keysOf(a), { completed: new Set(), failed })).toEqual({
    toUpload: [fixed],
    underWay: [],
    done: 0,
    failedBefore: [],
  });
});

test("files that others uploaded are not part of the plan", () => {
  const others = new Set(["raw-data/backfill/papers-0-x.gz"]);
  expect(planOf([a], others, { completed: others, failed: NONE_FAILED })).toEqual({
    toUpload: [a],
    underWay: [],
    done: 0,
    failedBefore: [],
  });
});
