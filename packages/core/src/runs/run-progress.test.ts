import type { RunEvent } from "@paperledger/events/run-event";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  arbitraryRun,
  batchDone,
  completedRun,
  failed,
  started,
  traceIdOn,
} from "../statistics/run-events.fixture.ts";
import { runProgress, withBatch } from "./run-progress.ts";

const traceId = traceIdOn(2);

test("a run without events has not begun", async () => {
  const progress = await runProgress([]);
  expect(progress).toEqual({
    totals: { ...progress.totals, processed: 0, bytes: 0, batches: 0, failedBatches: 0, batchMs: 0 },
    reached: { seq: 0, position: { record_number: 0, byte_offset: 0 } },
    doneAhead: new Set(),
    sources: new Set(),
    isStarted: false,
    isCompleted: false,
    failures: 0,
    lastFailure: null,
  });
});

test("a run that is completed reached its last batch", async () => {
  const { events } = completedRun(traceId, [{}, {}, {}]);
  const { data } = batchDone(traceId, 3);
  expect(await runProgress(events)).toMatchObject({
    reached: { seq: 3, position: data.position },
    doneAhead: new Set(),
    isStarted: true,
    isCompleted: true,
  });
});

describe("where batches are missing between those that are done", () => {
  const events = [
    started(traceId),
    batchDone(traceId, 1, { sources: { arxiv: { upserted: 2 } } }),
    batchDone(traceId, 2, { sources: { pubmed: { rejected: 1 } } }),
    batchDone(traceId, 4, { sources: { crossref: { upserted: 1 } } }),
    batchDone(traceId, 5, { sources: { arxiv: { upserted: 4 } } }),
    batchDone(traceId, 8, { sources: { arxiv: { duplicate: 8 } } }),
  ];

  test("the run resumes after the last before which none is missing", async () => {
    const { reached, doneAhead } = await runProgress(events);
    expect(reached).toEqual({ seq: 2, position: batchDone(traceId, 2).data.position });
    expect(doneAhead).toEqual(new Set([4, 5, 8]));
  });

  test("all that are done count", async () => {
    const { totals } = await runProgress(events);
    expect(totals).toMatchObject({ processed: 16, upserted: 7, duplicate: 8, rejected: 1, batches: 5 });
  });

  test("only the sources of the records up to there are known, for those after it are read again", async () => {
    const { sources } = await runProgress(events);
    expect(sources).toEqual(new Set(["arxiv", "pubmed"]));
  });
});

test("failures are counted, and the last one is kept", async () => {
  const progress = await runProgress([started(traceId), failed(traceId, 0), failed(traceId, 1)]);
  expect(progress).toMatchObject({
    failures: 2,
    lastFailure: failed(traceId, 1).data,
    isCompleted: false,
    reached: { seq: 0 },
  });
});

test("a batch of which no record made it is a failed batch", () => {
  const none = withBatch(
    {
      processed: 0,
      upserted: 0,
      duplicate: 0,
      rejected: 0,
      bytes: 0,
      batches: 0,
      failedBatches: 0,
      batchMs: 0,
    },
    batchDone(traceId, 1, { batchMs: 9, sources: { arxiv: { rejected: 3, bytes: 30 } } }).data,
  );
  expect(none).toEqual({
    processed: 3,
    upserted: 0,
    duplicate: 0,
    rejected: 3,
    bytes: 30,
    batches: 1,
    failedBatches: 1,
    batchMs: 9,
  });
  const some = batchDone(traceId, 2, { sources: { arxiv: { rejected: 3, duplicate: 1 } } });
  expect(withBatch(none, some.data)).toMatchObject({ batches: 2, failedBatches: 1, rejected: 6 });
});

test("of any batches done, in order of seq, the totals are their sums and nothing is skipped or done twice", async () => {
  const arbitraryEvents = arbitraryRun.chain(({ events }) =>
    fc.subarray([...events]).map((kept): readonly RunEvent[] => kept),
  );
  await fc.assert(
    fc.asyncProperty(arbitraryEvents, async (events) => {
      const { totals, reached, doneAhead } = await runProgress(events);
      const batches = events.filter((event) => event.type === "batch-done");
      const seqs = batches.map(({ metadata }) => metadata.seq);
      const upToReached = Array.from({ length: reached.seq }, (_, index) => index + 1);
      expect([...upToReached, ...doneAhead]).toEqual(seqs);
      expect(doneAhead.has(reached.seq + 1)).toBe(false);
      expect(totals.batches).toBe(seqs.length);
      expect(totals.batchMs).toBe(batches.reduce((sum, { data }) => sum + data.batch_ms, 0));
      expect(totals.processed).toBe(totals.upserted + totals.duplicate + totals.rejected);
    }),
  );
});
