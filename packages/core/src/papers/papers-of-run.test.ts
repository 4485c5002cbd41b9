import type { RunEvent } from "@paperledger/events/run-event";
import fc from "fast-check";
import { expect, test } from "vitest";
import { collect, oneByOne } from "../batches/read-record.fixture.ts";
import { batchDone, started, traceIdOn } from "../statistics/run-events.fixture.ts";
import { type PaperId, paperIdSchema } from "./paper.ts";
import type { HeldVersion, PaperStore } from "./paper-store.ts";
import { papersOfRun } from "./papers-of-run.ts";

const [run, later] = [traceIdOn(1), traceIdOn(2)];
const id = (name: string) => paperIdSchema.parse(`arxiv:${name}`);

/** Returns a batch of 1,000 records that wrote these papers. Batch n begins at record 1,000 (n - 1) + 1. */
function batchOf(seq: number, ids: readonly string[]): RunEvent {
  const event = batchDone(run, seq, { sources: { arxiv: { upserted: 1_000 } } });
  return { ...event, data: { ...event.data, upserted_ids: [...ids] } };
}

const held = (trace_id: string, record_number: number): HeldVersion => ({
  trace_id,
  record_number,
  processing_status: "ingested",
});

/** Returns a papers table with these versions. It notes how many papers each read asks for. */
function tableOf(versions: Readonly<Record<string, HeldVersion | Error>>) {
  const reads: number[] = [];
  const papers: Pick<PaperStore, "versions"> = {
    async versions(ids) {
      reads.push(ids.length);
      return new Map(ids.flatMap((each) => (versions[each] ? [[each, versions[each]] as const] : [])));
    },
  };
  return { papers, reads };
}

test("lists the papers that a run wrote, and says which are current and which a later run replaced", async () => {
  const { papers } = tableOf({ [id("a")]: held(run, 7), [id("b")]: held(later, 3) });
  const events = oneByOne([started(run), batchOf(1, [id("a"), id("b"), id("c")])]);
  expect(await collect(papersOfRun(events, papers))).toEqual([
    { paper_id: id("a"), state: "current", processing_status: "ingested" },
    { paper_id: id("b"), state: "replaced", by: { trace_id: later, record_number: 3 } },
    { paper_id: id("c"), state: "gone" },
  ]);
});

test("a stored withdrawal is current, also if another run wrote the text", async () => {
  const withdrawal = { trace_id: run, record_number: 7 };
  const { papers } = tableOf({
    [id("a")]: { ...held(later, 3), processing_status: "withdrawn", withdrawal },
  });
  expect(await collect(papersOfRun(oneByOne([batchOf(1, [id("a")])]), papers))).toEqual([
    { paper_id: id("a"), state: "current", processing_status: "withdrawn" },
  ]);
});

test("a withdrawal that a newer text took back is replaced by that text", async () => {
  const withdrawal = { trace_id: run, record_number: 7 };
  const { papers } = tableOf({ [id("a")]: { ...held(later, 3), withdrawal } });
  expect(await collect(papersOfRun(oneByOne([batchOf(1, [id("a")])]), papers))).toEqual([
    { paper_id: id("a"), state: "replaced", by: { trace_id: later, record_number: 3 } },
  ]);
});

test("a paper that the run wrote in two batches comes twice, and the table holds the second", async () => {
  const { papers } = tableOf({ [id("a")]: held(run, 1_001) });
  const events = oneByOne([batchOf(1, [id("a")]), batchOf(2, [id("a")])]);
  const written = await collect(papersOfRun(events, papers));
  expect(written.map(({ state }) => state)).toEqual(["replaced", "current"]);
});

test("an item and an id that cannot be read are reported, and the others are listed", async () => {
  const { papers } = tableOf({ [id("a")]: new Error("of something else"), [id("b")]: held(run, 2) });
  const events = () => oneByOne([batchOf(1, ["no id", id("a"), id("b")])]);
  const told: string[] = [];
  const written = await collect(papersOfRun(events(), papers, ({ message }) => told.push(message)));
  expect(written.map(({ paper_id }) => paper_id)).toEqual([id("b")]);
  expect(told).toEqual([expect.stringMatching(/"no id", which is not a paper id/), "of something else"]);
  await expect(collect(papersOfRun(events(), papers))).rejects.toThrow("is not a paper id");
});

test("lists a version as current exactly if the table has this version, for any runs", async () => {
  const paper = fc.constantFrom("a", "b", "c");
  const batches = fc.array(fc.uniqueArray(paper, { maxLength: 3 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(batches, fc.array(paper), async (written, replacedLater) => {
      const table: Record<PaperId, HeldVersion> = {};
      for (const [index, names] of written.entries())
        for (const name of names) table[id(name)] = held(run, 1_000 * index + 1 + names.indexOf(name));
      for (const name of replacedLater) if (table[id(name)]) table[id(name)] = held(later, 1);
      const events = oneByOne(written.map((names, index) => batchOf(index + 1, names.map(id))));
      const listed = await collect(papersOfRun(events, tableOf(table).papers));
      expect(listed).toHaveLength(written.flat().length);
      const current = listed.filter(({ state }) => state === "current").map(({ paper_id }) => paper_id);
      const ofRun = Object.entries(table).flatMap(([each, { trace_id }]) => (trace_id === run ? [each] : []));
      expect(current.toSorted()).toEqual(ofRun.toSorted());
    }),
  );
});

test("reads the table for some papers at a time, however long the run is", async () => {
  const batches = 1_000;
  const held = { most: 0, now: 0 };
  async function* events() {
    for (let seq = 1; seq <= batches; seq++) {
      held.now += 25;
      held.most = Math.max(held.most, held.now);
      yield batchOf(
        seq,
        Array.from({ length: 25 }, (_, n) => id(`${seq}.${n}`)),
      );
    }
  }
  const { papers, reads } = tableOf({});
  for await (const _ of papersOfRun(events(), papers)) held.now -= 1;
  expect(reads).toEqual(Array.from({ length: batches / 4 }, () => 100));
  expect(held.most).toBeLessThanOrEqual(100);
});
