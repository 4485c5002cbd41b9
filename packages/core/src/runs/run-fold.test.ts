import { FIRST_FAILURE_SEQ, type RunEvent } from "@paperledger/events/run-event";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldRuns } from "../statistics/fold-runs.ts";
import {
  arbitraryRun,
  batchDone,
  completed,
  completedRun,
  failed,
  started,
  traceIdOn,
} from "../statistics/run-events.fixture.ts";
import { foldRun, RunFold } from "./run-fold.ts";

const traceId = traceIdOn(2);
const START = { record_number: 0, byte_offset: 0 };

test("a run without events has not begun", async () => {
  const run = await foldRun(traceId, []);
  expect(run).toMatchObject({ started: undefined, reachedSeq: 0, isCompleted: false, hasEnded: false });
  expect(run.reached).toEqual(START);
  expect(run.readFrom).toEqual({ position: START, restartPoint: null });
  expect(run.lastEventAt).toBeUndefined();
});

test("a completed run reached its last batch", async () => {
  const { events } = completedRun(traceId, [{}, {}, {}]);
  const run = await foldRun(traceId, events);
  expect(run).toMatchObject({ reachedSeq: 3, isCompleted: true, hasEnded: true });
  expect(run.reached).toEqual(batchDone(traceId, 3).data.position);
  expect(run.doneAhead.size).toBe(0);
});

describe("if batches are missing between those that are done", () => {
  const events = [
    started(traceId),
    batchDone(traceId, 1, { sources: { arxiv: { upserted: 2 } } }),
    batchDone(traceId, 2, { sources: { pubmed: { rejected: 1 } } }),
    batchDone(traceId, 4, { sources: { crossref: { upserted: 1 } } }),
    batchDone(traceId, 5, { sources: { arxiv: { upserted: 4 } } }),
    batchDone(traceId, 8, { sources: { arxiv: { duplicate: 8 } } }),
  ];

  test("the run reached the last batch before the first missing one", async () => {
    const run = await foldRun(traceId, events);
    expect(run.reachedSeq).toBe(2);
    expect(run.reached).toEqual(batchDone(traceId, 2).data.position);
    expect([...run.doneAhead.keys()]).toEqual([4, 5, 8]);
  });

  test("all batches that are done count", async () => {
    const run = await foldRun(traceId, events);
    const counts = { processed: 16, upserted: 7, duplicate: 8, rejected: 1, batches: 5 };
    expect(run.statistics.tally).toMatchObject(counts);
    expect(run.rejectedBatches).toBe(1);
    expect(run.rejectKeys).toHaveLength(1);
  });

  test("the sources are those of the records up to there, because later records are read again", async () => {
    expect((await foldRun(traceId, events)).sources).toEqual(new Set(["arxiv", "pubmed"]));
  });
});

test("a run is read again from a batch that ends 2,000 records before the place it reached, or more", async () => {
  const point = { object_byte_offset: 5, object_bit: 3, byte_offset: 40, fingerprint: "f" };
  const events = Array.from({ length: 5 }, (_, index) => {
    const event = batchDone(traceId, index + 1, { sources: { arxiv: { upserted: 1 } } });
    return { ...event, data: { ...event.data, restart_point: point } };
  });
  const run = await foldRun(traceId, events);
  expect(run.reached.record_number).toBe(4_001);
  expect(run.readFrom).toEqual({ position: batchDone(traceId, 3).data.position, restartPoint: point });
});

test("failures are counted, and the last one is kept, in whatever order they come", async () => {
  const run = await foldRun(traceId, [failed(traceId, 1), failed(traceId, 0), started(traceId)]);
  expect(run).toMatchObject({ failures: 2, lastFailure: failed(traceId, 1).data, isCompleted: false });
});

test("a failed run has ended, unless it began again later", async () => {
  const at = (event: RunEvent, occurred_at: string) => ({
    ...event,
    metadata: { ...event.metadata, occurred_at },
  });
  const begun = at(started(traceId), "2024-01-02T00:00:00.000Z");
  const failure = at(failed(traceId), "2024-01-02T00:01:00.000Z");
  const further = at(batchDone(traceId, 1), "2024-01-02T00:02:00.000Z");
  expect((await foldRun(traceId, [begun])).hasEnded).toBe(false);
  expect((await foldRun(traceId, [begun, failure])).hasEnded).toBe(true);
  const again = await foldRun(traceId, [begun, further, failure]);
  expect(again.hasEnded).toBe(false);
  expect(again.lastEventAt).toBe("2024-01-02T00:02:00.000Z");
});

test("events in any order, and any of them again, make the same state, with the statistics of the projection", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRun, fc.infiniteStream(fc.nat()), async ({ traceId, events }, choices) => {
      const shuffled = [...events, ...events]
        .map((event) => ({ event, key: choices.next().value ?? 0 }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ event }) => event);
      const [inOrder, mixed] = [await foldRun(traceId, events), new RunFold(traceId)];
      for (const event of shuffled) mixed.add(event);
      expect(mixed.statistics).toEqual(inOrder.statistics);
      for (const key of ["reachedSeq", "failures", "lastFailure", "rejectedBatches", "isCompleted"] as const)
        expect(mixed[key]).toEqual(inOrder[key]);
      expect(mixed.reached).toEqual(inOrder.reached);
      expect(mixed.readFrom).toEqual(inOrder.readFrom);
      expect(mixed.rejectKeys.toSorted()).toEqual(inOrder.rejectKeys.toSorted());
      if (events.length === 0) return;
      async function* log() {
        yield* events;
      }
      expect([inOrder.statistics]).toEqual(await Array.fromAsync(foldRuns(log())));
    }),
  );
});

test("completed has the seq after the batches, and a failure has a far higher seq", async () => {
  const batch = batchDone(traceId, 1);
  const run = await foldRun(traceId, [batch, completed(traceId, [batch]), failed(traceId)]);
  expect(run.statistics.applied).toEqual([
    [1, 2],
    [FIRST_FAILURE_SEQ, FIRST_FAILURE_SEQ],
  ]);
});
