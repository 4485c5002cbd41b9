import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { boundedBytes } from "./bounded-bytes.ts";
import type { OrderedBatch } from "./in-order-per-paper.ts";
import { oneByOne, recordsOf } from "./read-record.fixture.ts";

const batchOf = (bytes: number, done = () => {}): OrderedBatch => ({
  batch: {
    seq: 1,
    records: recordsOf([{ id: "a", bytes }]),
    position: { record_number: 1, byte_offset: bytes },
    cut: false,
  },
  ready: Promise.resolve(),
  done,
});

test("batches come while they fit, and the next one comes when one of them is done", async () => {
  const batches = boundedBytes(oneByOne([40, 40, 40].map((bytes) => batchOf(bytes))), 100);
  const first = await batches.next();
  await batches.next();
  let third: unknown;
  void batches.next().then((next) => {
    third = next.value;
  });
  await setImmediate();
  expect(third).toBeUndefined();
  first.value?.done();
  await setImmediate();
  expect(third).toBeDefined();
});

test("a batch that is larger than the limit comes alone", async () => {
  const batches = boundedBytes(oneByOne([batchOf(1_000), batchOf(1)]), 100);
  const first = await batches.next();
  first.value?.done();
  expect((await batches.next()).value?.batch.position.byte_offset).toBe(1);
});

test("a waiting caller continues when a batch is done", async () => {
  let heard = 0;
  const batches = boundedBytes(oneByOne([batchOf(1, () => heard++)]));
  (await batches.next()).value?.done();
  expect(heard).toBe(1);
});

test("with any sizes and any order of ends, all batches come in order, and never more bytes at once than the limit", async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 150 }), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.array(fc.nat(5), { minLength: 1 }), async (bytes, picks) => {
      const under = new Map<OrderedBatch, number>();
      const came: number[] = [];
      const consume = async () => {
        for await (const ordered of boundedBytes(oneByOne(bytes.map((size) => batchOf(size))), 100)) {
          const size = ordered.batch.position.byte_offset;
          under.set(ordered, size);
          came.push(size);
          const held = [...under.values()].reduce((sum, each) => sum + each, 0);
          if (under.size > 1) expect(held).toBeLessThanOrEqual(100);
        }
      };
      let isConsumed = false;
      const consumed = consume().finally(() => {
        isConsumed = true;
      });
      for (let turn = 0; !isConsumed; turn++) {
        await setImmediate();
        const [one] = [...under.keys()].slice((picks[turn % picks.length] ?? 0) % Math.max(1, under.size));
        if (!one) continue;
        under.delete(one);
        one.done();
      }
      await consumed;
      expect(came).toEqual(bytes);
    }),
    { numRuns: 50 },
  );
});
