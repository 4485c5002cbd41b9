import { expect, test } from "vitest";
import { gatherReads } from "./gather-reads.ts";

/** A table that answers when it is told to. */
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

test("a read goes at once while fewer than the most are under way", () => {
  const { read, sent } = slowTable();
  const gathered = gatherReads(read, { maxIds: 4, maxUnderWay: 2 });
  void gathered(["a"]);
  void gathered(["b"]);
  void gathered(["c"]);
  expect(sent()).toEqual(["a", "b"]);
});

test("what is asked for meanwhile goes together, in order and up to the most ids", async () => {
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

test("more ids than a request should have still go, alone", async () => {
  const { read, sent, requests } = slowTable();
  const gathered = gatherReads(read, { maxIds: 2, maxUnderWay: 1 });
  void gathered(["a"]);
  void gathered(["b", "c", "d"]);
  void gathered(["e"]);
  requests[0]?.answer();
  await turn();
  expect(sent()).toEqual(["a", "bcd"]);
});

test("an error is that of all who were in the request, and holds up nobody else", async () => {
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
