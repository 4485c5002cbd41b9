import { expect, test } from "vitest";
import { gatherReads } from "./gather-reads.ts";

/** Returns a table that answers when the test says so. */
function slowTable() {
  const requests: {
    readonly ids: readonly string[];
    readonly answer: () => void;
    readonly fail: () => void;
  }[] = [];
  const read = (ids: readonly string[]) =>
    new Promise<ReadonlyMap<string, string>>((resolve, reject) => {
      requests.push({
        ids,
        answer: () => resolve(new Map(ids.map((id) => [id, `item ${id}`]))),
        fail: () => reject(new Error("no table")),
      });
    });
  return { requests, read, sent: () => requests.map(({ ids }) => ids.join("")) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("a read is sent at once while fewer requests than the maximum are in flight", () => {
  const { read, sent } = slowTable();
  const gathered = gatherReads(read, { maxIds: 4, maxUnderWay: 2 });
  void gathered(["a"]);
  void gathered(["b"]);
  void gathered(["c"]);
  expect(sent()).toEqual(["a", "b"]);
});

test("reads that wait are sent together, in order and up to the maximum number of ids", async () => {
  const { read, sent, requests } = slowTable();
  const gathered = gatherReads(read, { maxIds: 4, maxUnderWay: 1 });
  const asked = [["a"], ["b", "c"], ["d", "e"], ["f"]].map(gathered);
  for (const nth of [0, 1, 2]) {
    requests[nth]?.answer();
    await turn();
  }
  expect(sent()).toEqual(["a", "bcde", "f"]);
  const items = await Promise.all(asked);
  expect(items.map((found, nth) => found.get("abdf".charAt(nth)))).toEqual([
    "item a",
    "item b",
    "item d",
    "item f",
  ]);
});

test("a read with more ids than the maximum is sent alone", async () => {
  const { read, sent, requests } = slowTable();
  const gathered = gatherReads(read, { maxIds: 2, maxUnderWay: 1 });
  void gathered(["a"]);
  void gathered(["b", "c", "d"]);
  void gathered(["e"]);
  requests[0]?.answer();
  await turn();
  expect(sent()).toEqual(["a", "bcd"]);
});

test("if a request fails, all its reads get the error, and other reads continue", async () => {
  const { read, requests } = slowTable();
  const gathered = gatherReads(read, { maxIds: 2, maxUnderWay: 1 });
  const asked = [["a"], ["b"], ["c"], ["d"]].map(gathered);
  const outcomes = Promise.allSettled(asked);
  requests[0]?.answer();
  await turn();
  requests[1]?.fail();
  await turn();
  requests[2]?.answer();
  expect((await outcomes).map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "rejected",
    "fulfilled",
  ]);
});
