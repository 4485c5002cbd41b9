import type { RunEvent } from "@paperledger/events/run-event";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runDateOf } from "../trace-ids/trace-id.ts";
import {
  arbitraryDeliveries,
  arbitraryRun,
  batchDone,
  completed,
  completedRun,
  failed,
  started,
  traceIdOn,
} from "./run-events.fixture.ts";
import { emptyRun, foldEvent, isProjected, type RunStatistics } from "./run-statistics.ts";
import { COUNTERS, type Tally } from "./tally.ts";

const traceId = traceIdOn(2);

const fold = (events: readonly RunEvent[], before = emptyRun(traceId)): RunStatistics =>
  events.reduce(foldEvent, before);

const arbitraryDelivered = arbitraryRun.chain((run) =>
  fc.record({ run: fc.constant(run), deliveries: arbitraryDeliveries(run.events) }),
);

describe("any events of a run, in any order, any number of times, in any parts", () => {
  test("make the same statistics", () => {
    fc.assert(
      fc.property(arbitraryDelivered, ({ run, deliveries }) => {
        const empty = emptyRun(run.traceId);
        const folded = deliveries.reduce((before, events) => fold(events, before), empty);
        expect(folded).toEqual(fold(run.events, empty));
      }),
      { numRuns: 300 },
    );
  });

  test("keep processed = upserted + duplicate + rejected after every step, for the run and for each source", () => {
    fc.assert(
      fc.property(arbitraryDelivered, ({ run, deliveries }) => {
        let folded = emptyRun(run.traceId);
        for (const event of deliveries.flat()) {
          folded = foldEvent(folded, event);
          for (const tally of [folded.tally, ...Object.values(folded.by_source)])
            expect(tally.processed).toBe(tally.upserted + tally.duplicate + tally.rejected);
        }
      }),
    );
  });

  test("change nothing if they are all folded in already", () => {
    fc.assert(
      fc.property(arbitraryDelivered, ({ run, deliveries }) => {
        const folded = fold(run.events, emptyRun(run.traceId));
        expect(fold(deliveries.flat(), folded)).toBe(folded);
      }),
    );
  });
});

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

test("the tallies of the run and of each source are the sums of the batches", () => {
  fc.assert(
    fc.property(arbitraryRun, ({ traceId, events }) => {
      const { tally, by_source } = fold(events, emptyRun(traceId));
      const batches = events.flatMap((event) => (event.type === "batch-done" ? [event.data] : []));
      const times = batches.map(({ batch_ms }) => batch_ms);
      expect(tally).toMatchObject({
        batches: batches.length,
        batch_ms_sum: sum(times),
        batch_ms_min: times.length === 0 ? null : Math.min(...times),
        batch_ms_max: times.length === 0 ? null : Math.max(...times),
      });
      expect(sum(Object.values(tally.batch_ms_histogram))).toBe(batches.length);
      for (const count of ["processed", "upserted", "duplicate", "rejected", "bytes"] as const) {
        expect(tally[count]).toBe(sum(batches.map((batch) => batch[count])));
        expect(sum(Object.values(by_source).map((ofSource) => ofSource[count]))).toBe(tally[count]);
      }
      for (const [source, ofSource] of Object.entries(by_source)) {
        const withSource = batches.filter((batch) => source in batch.by_source);
        expect(ofSource.batches).toBe(withSource.length);
        expect(ofSource.batch_ms_sum).toBe(sum(withSource.map(({ batch_ms }) => batch_ms)));
      }
    }),
  );
});

test("a run without events is running, has its date, and all its counts are zero", () => {
  const empty = emptyRun(traceId);
  expect(empty).toMatchObject({
    trace_id: traceId,
    run_date: "2024-01-02",
    run_status: "running",
    applied: [],
  });
  expect(empty.run_date).toBe(runDateOf(traceId));
  expect(COUNTERS.map((counter) => empty.tally[counter])).toEqual(COUNTERS.map(() => 0));
});

test("a run has the facts of its events about the file, the start and the end", () => {
  const { events } = completedRun(traceId, [{}, {}]);
  expect(fold(events)).toMatchObject({
    bucket: "papers",
    key: `raw-data/${traceId}.gz`,
    size_bytes: 1_000,
    format: "arxiv-atom",
    started_at: "2024-01-01T00:00:00.000Z",
    completed_at: "2024-01-01T00:00:03.000Z",
    completed_seq: 3,
    failure: null,
    applied: [[0, 3]],
  });
});

describe("the events that must be in the log, because the run ended,", () => {
  const { events } = completedRun(traceId, [{}, {}, {}]);
  const [begin, first, second, third, end] = events;
  const behind = (...folded: readonly (RunEvent | undefined)[]) =>
    fold(folded.filter((event) => event !== undefined)).tally.events_behind;

  test("are behind until they are folded in", () => {
    expect(behind(end)).toBe(4);
    expect(behind(end, second)).toBe(3);
    expect(behind(end, begin, third, first)).toBe(1);
    expect(behind(end, begin, third, first, second)).toBe(0);
  });

  test("are not known while the run is running, because a batch may be done before an earlier one", () => {
    expect(behind(begin, third)).toBe(0);
  });

  test("are the events up to a failure, whatever follows the failure", () => {
    expect(behind(failed(traceId, 0, 2))).toBe(3);
    expect(behind(failed(traceId, 0, 2), begin, third)).toBe(2);
    expect(behind(failed(traceId, 0, 2), begin, first, second)).toBe(0);
  });
});

describe("a run's status", () => {
  const runs = ({ runs_started, runs_completed, runs_failed }: Tally) => ({
    runs_started,
    runs_completed,
    runs_failed,
  });

  test.each([
    ["running after its start", [started(traceId)], "running", [1, 0, 0]],
    ["running before its start is folded in", [batchDone(traceId, 1)], "running", [0, 0, 0]],
    [
      "completed after its completed event",
      [started(traceId), completed(traceId, [])],
      "completed",
      [1, 1, 0],
    ],
    ["failed after its failed event", [started(traceId), failed(traceId)], "failed", [1, 0, 1]],
    [
      "failed once, even after several failures",
      [started(traceId), failed(traceId), failed(traceId, 1)],
      "failed",
      [1, 0, 1],
    ],
    [
      "completed after a failure",
      [started(traceId), failed(traceId), completed(traceId, [])],
      "completed",
      [1, 1, 0],
    ],
    [
      "completed if an earlier failure is folded in later",
      [started(traceId), completed(traceId, []), failed(traceId)],
      "completed",
      [1, 1, 0],
    ],
  ] as const)("is %s", (_what, events, status, [runs_started, runs_completed, runs_failed]) => {
    const folded = fold([...events, batchDone(traceId, 9)]);
    expect(folded.run_status).toBe(status);
    expect(runs(folded.tally)).toEqual({ runs_started, runs_completed, runs_failed });
    expect(runs(folded.by_source.arxiv ?? folded.tally)).toEqual(runs(folded.tally));
  });

  test("keeps the last failure, in whatever order the failures are folded in", () => {
    const [first, second] = [failed(traceId, 0), failed(traceId, 1)];
    for (const events of [
      [first, second],
      [second, first],
    ])
      expect(fold(events).failure).toMatchObject({ seq: second.metadata.seq, message: second.data.message });
  });
});

describe("a run is wholly projected", () => {
  const { events } = completedRun(traceId, [{}, {}, {}]);

  test("after its completed event and all earlier events are folded in", () => {
    expect(isProjected(fold(events))).toBe(true);
    expect(isProjected(fold([...events, failed(traceId)]))).toBe(true);
  });

  test.each(events.map(({ type, metadata }) => [type, metadata.seq] as const))(
    "but not if %s at %i is missing",
    (_type, seq) => {
      expect(isProjected(fold(events.filter(({ metadata }) => metadata.seq !== seq)))).toBe(false);
    },
  );

  test("after it failed and all events before the failure are folded in", () => {
    expect(isProjected(fold([started(traceId), failed(traceId)]))).toBe(true);
    const twoBatches = [
      started(traceId),
      batchDone(traceId, 1),
      batchDone(traceId, 2),
      failed(traceId, 0, 2),
    ];
    expect(isProjected(fold(twoBatches))).toBe(true);
    expect(isProjected(fold(twoBatches.toSpliced(1, 1)))).toBe(false);
  });
});

test("the folded seqs are one range in the end, and the ranges are never more than the batches in flight", () => {
  const { events } = completedRun(traceId, Array(500).fill({}));
  const inFlight = 16;
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat({ max: inFlight - 1 })), (choices) => {
      let run = emptyRun(traceId);
      const left = [...events];
      while (left.length > 0) {
        const [event] = left.splice(Math.min(choices.next().value, left.length - 1), 1);
        if (event) run = foldEvent(run, event);
        expect(run.applied.length).toBeLessThanOrEqual(inFlight);
      }
      expect(run.applied).toEqual([[0, 501]]);
    }),
    { numRuns: 5 },
  );
});

test("a source named like a property that every object inherits is counted like any other source", () => {
  const traceId = traceIdOn(1);
  const sources = { constructor: { upserted: 2, bytes: 10 } };
  const run = [1, 2].map((seq) => batchDone(traceId, seq, { sources })).reduce(foldEvent, emptyRun(traceId));
  expect(run.by_source.constructor).toMatchObject({ upserted: 4, bytes: 20, batches: 2 });
});
