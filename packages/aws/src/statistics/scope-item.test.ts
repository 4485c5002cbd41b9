import { NO_TALLY, type Tally } from "@paperledger/core/statistics/tally";
import { describe, expect, test } from "vitest";
import { addToScope, partOfItem } from "./scope-item.ts";

const gain: Tally = {
  ...NO_TALLY,
  batches: 2,
  runs_failed: -1,
  batch_ms_histogram: { 5: 1, 40: 1 },
  batch_ms_min: 5,
  batch_ms_max: 44,
};

function add(stored: Partial<Tally>, gained = gain) {
  const update = addToScope("statistics", "total", { tally: gained }, { tally: { ...NO_TALLY, ...stored } });
  if (!update) throw new Error("an update expected");
  return update;
}

describe("adding to a scope", () => {
  test("adds each counter that is not zero, and each bucket to its own attribute", () => {
    const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = add({});
    const added = Object.entries(names).map(([place, name]) => [name, values[place.replace("#", ":")]]);
    expect(Object.fromEntries(added)).toEqual({
      batches: 2,
      runs_failed: -1,
      batch_ms_bucket_5: 1,
      batch_ms_bucket_40: 1,
    });
  });

  test.each<[string, Partial<Tally>, string | undefined, string | undefined]>([
    ["both if the item has neither", {}, "batch_ms_min = :batch_ms_min", "batch_ms_max = :batch_ms_max"],
    [
      "neither if the stored times are further out",
      { batch_ms_min: 4, batch_ms_max: 45 },
      undefined,
      undefined,
    ],
    ["neither if the stored times are the same", { batch_ms_min: 5, batch_ms_max: 44 }, undefined, undefined],
    [
      "only the shortest time",
      { batch_ms_min: 6, batch_ms_max: 44 },
      "batch_ms_min = :batch_ms_min",
      undefined,
    ],
    [
      "only the longest time",
      { batch_ms_min: 5, batch_ms_max: 43 },
      undefined,
      "batch_ms_max = :batch_ms_max",
    ],
  ])("sets %s, on condition that the time still moves outward", (_what, stored, smallest, largest) => {
    const { UpdateExpression = "", ConditionExpression, ExpressionAttributeValues = {} } = add(stored);
    const set = UpdateExpression.split("SET ")[1]?.split(", ") ?? [];
    expect(set).toEqual([smallest, largest].filter((each) => each !== undefined));
    expect(ConditionExpression?.includes(":batch_ms_min < batch_ms_min") ?? false).toBe(!!smallest);
    expect(ConditionExpression?.includes(":batch_ms_max > batch_ms_max") ?? false).toBe(!!largest);
    expect(":batch_ms_min" in ExpressionAttributeValues).toBe(!!smallest);
  });

  test("stays within DynamoDB's limit of 4 KB for an expression, even with every bucket up to 15 minutes and many reasons", () => {
    const batch_ms_histogram = Object.fromEntries(Array.from({ length: 280 }, (_, bucket) => [bucket, 1]));
    const everything = Object.fromEntries(Object.keys(NO_TALLY).map((name) => [name, 1]));
    const rejected_by_reason = Object.fromEntries(
      Array.from({ length: 120 }, (_, nth) => [`reason-${nth}`, 1]),
    );
    const tally = { ...NO_TALLY, ...everything, batch_ms_histogram, rejected_by_reason };
    const newestEventAt = "2024-01-02T00:00:00.000Z";
    const { UpdateExpression = "" } =
      addToScope("statistics", "total", { tally, newestEventAt }, { tally: NO_TALLY }) ?? {};
    expect(UpdateExpression.split(", ").length).toBe(11 + 280 + 120 + 2);
    expect(UpdateExpression).toContain("newest_event_at = ");
    expect(Buffer.byteLength(UpdateExpression)).toBeLessThanOrEqual(4_096);
  });
});

describe("the time of the newest event", () => {
  const [older, newer] = ["2024-01-02T00:00:00.000Z", "2024-01-02T00:00:00.001Z"];
  const moved = (newestEventAt: string, stored?: string) =>
    addToScope(
      "statistics",
      "total",
      { tally: NO_TALLY, newestEventAt },
      { tally: NO_TALLY, newestEventAt: stored },
    );

  test("is set if it is newer, on condition that it is still newer", () => {
    for (const stored of [undefined, older])
      expect(moved(newer, stored)).toMatchObject({
        UpdateExpression: "SET newest_event_at = :newest_event_at",
        ConditionExpression: "(attribute_not_exists(newest_event_at) OR :newest_event_at > newest_event_at)",
        ExpressionAttributeValues: { ":newest_event_at": newer },
      });
  });

  test("gives no update if it is not newer and nothing is added", () => {
    expect(moved(older, newer)).toBeUndefined();
    expect(moved(newer, newer)).toBeUndefined();
  });
});

describe("a scope's item", () => {
  test("is read as a tally, and missing attributes count as zero", () => {
    expect(
      partOfItem({
        statistic_id: "total",
        batches: 2,
        batch_ms_min: 5,
        batch_ms_max: 44,
        batch_ms_bucket_5: 1,
        batch_ms_bucket_40: 1,
        batch_ms_bucket_41: 0,
      }).tally,
    ).toEqual({
      ...NO_TALLY,
      batches: 2,
      batch_ms_min: 5,
      batch_ms_max: 44,
      batch_ms_histogram: { 5: 1, 40: 1 },
    });
  });

  test("with a counter that is not a number is refused", () => {
    expect(() => partOfItem({ statistic_id: "total", batches: "many" })).toThrow();
    expect(() => partOfItem({ statistic_id: "total", batches: -1 })).toThrow();
  });
});
