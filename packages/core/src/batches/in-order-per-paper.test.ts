import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Batch } from "./form-batches.ts";
import { inOrderPerPaper, type OrderedBatch } from "./in-order-per-paper.ts";
import { collect, oneByOne, recordsOf } from "./read-record.fixture.ts";

const batchOf = (seq: number, ids: readonly string[]): Batch => ({
  seq,
  records: recordsOf(ids.map((id) => ({ id }))),
  position: { record_number: 0, byte_offset: 0 },
  cut: false,
});

const batchesOf = (idsOfEach: readonly (readonly string[])[]): Promise<OrderedBatch[]> =>
  collect(inOrderPerPaper(oneByOne(idsOfEach.map((ids, index) => batchOf(index + 1, ids)))));

/** Returns a set of the batches that are ready. The set grows as batches become ready. */
function watch(batches: readonly OrderedBatch[]): ReadonlySet<OrderedBatch> {
  const ready = new Set<OrderedBatch>();
  for (const ordered of batches) void ordered.ready.then(() => ready.add(ordered));
  return ready;
}

test("a batch that shares a paper with an earlier batch waits until the earlier batch is done", async () => {
  const [first, second] = await batchesOf([
    ["a", "b"],
    ["b", "c"],
  ]);
  const ready = watch([first, second].flatMap((ordered) => ordered ?? []));
  await setImmediate();
  expect([...ready]).toEqual([first]);
  first?.done();
  await setImmediate();
  expect([...ready]).toEqual([first, second]);
});

test("no batch waits because of repeats or rejects", async () => {
  const [, second] = await collect(
    inOrderPerPaper(
      oneByOne([
        batchOf(1, ["a"]),
        {
          ...batchOf(2, []),
          records: recordsOf([{}, { id: "a" }]).map((record) =>
            record.content.kind === "paper"
              ? { ...record, content: { kind: "repeat", paperId: record.content.paper.paper_id } }
              : record,
          ),
        },
      ]),
    ),
  );
  await expect(second?.ready).resolves.toBeDefined();
});

test("at any moment, exactly those batches may run whose earlier batches with the same papers are done", async () => {
  const arbitraryBatches = fc.array(fc.uniqueArray(fc.constantFrom(..."abcdef"), { maxLength: 3 }), {
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(arbitraryBatches, fc.infiniteStream(fc.nat()), async (idsOfEach, choices) => {
      const source = inOrderPerPaper(oneByOne(idsOfEach.map((ids, index) => batchOf(index + 1, ids))));
      const taken: OrderedBatch[] = [];
      const ready = new Set<OrderedBatch>();
      const done = new Set<OrderedBatch>();
      const takeOne = async () => {
        const { value: ordered } = await source.next();
        if (!ordered) return;
        taken.push(ordered);
        void ordered.ready.then(() => ready.add(ordered));
      };
      const share = (one: number, other: number) =>
        (idsOfEach[one] ?? []).some((id) => idsOfEach[other]?.includes(id));

      while (done.size < idsOfEach.length) {
        await setImmediate();
        const isDone = taken.map((ordered) => done.has(ordered));
        const mayRun = taken.filter((_, place) =>
          [...isDone.keys()].every(
            (earlier) => earlier >= place || isDone[earlier] || !share(earlier, place),
          ),
        );
        expect(ready).toEqual(new Set(mayRun));

        const running = mayRun.filter((ordered) => !done.has(ordered));
        const choice = choices.next().value;
        const finished = running[Math.floor(choice / 2) % running.length];
        if (!finished || choice % 2 === 0) await takeOne();
        else {
          finished.done();
          done.add(finished);
        }
      }
    }),
  );
});
