import { eventsOfRun } from "@paperledger/core/statistics/run-statistics.fixture";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import type { RunEvent } from "@paperledger/events/run-event";
import { expect, test } from "vitest";
import { runLogs } from "./run-logs.ts";

/** Returns a log of one run, which records what was read from it. */
function logOf(events: readonly RunEvent[]) {
  const read: number[] = [];
  return {
    read,
    traceId: parseTraceId(events[0]?.metadata.trace_id ?? ""),
    upTo: (count: number) => ({
      async *eventsOf(_: string, __?: unknown, afterSeq = -1) {
        for (const event of events.slice(0, count)) {
          if (event.metadata.seq <= afterSeq) continue;
          read.push(event.metadata.seq);
          yield event;
        }
      },
    }),
  };
}

const batch = (nth: number) => ({
  records: { first: nth * 20 + 1, last: nth * 20 + 20 },
  position: { record_number: nth * 20 + 20, byte_offset: 1 },
});

test("of a run that goes on, only what came since is read, and nothing once it is completed", async () => {
  const { read, traceId, upTo } = logOf(eventsOfRun({ batches: [0, 1, 2].map(batch) }));
  const logs = runLogs();
  expect((await logs.read(traceId, upTo(3))).batches.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(read).toEqual([0, 1, 2]);
  const whole = await logs.read(traceId, upTo(5));
  expect(whole.batches.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(whole.fold.isCompleted).toBe(true);
  expect(read).toEqual([0, 1, 2, 3, 4]);
  expect(await logs.read(traceId, upTo(5))).toBe(whole);
  expect(read).toEqual([0, 1, 2, 3, 4]);
});

test("a batch that comes late stands in its place", async () => {
  const events = eventsOfRun({ batches: [0, 1, 2].map(batch), end: "running" });
  const logs = runLogs();
  const without = logOf(events.filter(({ metadata }) => metadata.seq !== 2));
  expect((await logs.read(without.traceId, without.upTo(9))).batches.map(({ seq }) => seq)).toEqual([1, 3]);
  const whole = logOf(events);
  expect((await logs.read(whole.traceId, whole.upTo(9))).batches.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test("two questions at the same time read a run once", async () => {
  const { read, traceId, upTo } = logOf(eventsOfRun());
  const logs = runLogs();
  await Promise.all([logs.read(traceId, upTo(9)), logs.read(traceId, upTo(9))]);
  expect(read).toEqual([0, 1, 2]);
});

test("the run that was read longest ago is forgotten", async () => {
  const days = ["2025-03-01", "2025-03-02", "2025-03-03"];
  const runs = days.map((day) => logOf(eventsOfRun({ at: `${day}T12:00:00.000Z` })));
  const logs = runLogs(2);
  for (const { traceId, upTo } of [...runs, ...runs.slice(0, 1)]) await logs.read(traceId, upTo(9));
  expect(runs.map(({ read }) => read.length)).toEqual([6, 3, 3]);
});
