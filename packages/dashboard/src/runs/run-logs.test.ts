import type { EventOutline } from "@paperledger/core/runs/event-outline";
import { eventsOfRun } from "@paperledger/core/statistics/run-statistics.fixture";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import type { RunEvent } from "@paperledger/events/run-event";
import { expect, test } from "vitest";
import { type RunLogs, runLogs } from "./run-logs.ts";

/** Returns a log of one run, which records what was read from it. */
function logOf(events: readonly RunEvent[], onPage = 100) {
  const read: number[] = [];
  return {
    read,
    traceId: parseTraceId(events[0]?.metadata.trace_id ?? ""),
    upTo: (count: number) => ({
      async *outlineOf(_: string, __: unknown, afterSeq = -1) {
        const outlines = events.slice(0, count).filter(({ metadata }) => metadata.seq > afterSeq);
        for (let from = 0; from < outlines.length; from += onPage) {
          const page = outlines.slice(from, from + onPage).map(outlineOf);
          read.push(...page.map(({ seq }) => seq));
          yield page;
        }
      },
    }),
  };
}

function outlineOf(event: RunEvent): EventOutline {
  const { seq, occurred_at } = event.metadata;
  return event.type === "batch-done"
    ? { type: event.type, seq, occurred_at, batch: event.data }
    : { type: event.type, seq, occurred_at };
}

const batch = (nth: number) => ({
  records: { first: nth * 20 + 1, last: nth * 20 + 20 },
  position: { record_number: nth * 20 + 20, byte_offset: 1 },
});

const seqsOf = ({ log }: Awaited<ReturnType<RunLogs["read"]>>) => log?.batches.map(({ seq }) => seq);

test("of a run that goes on, only what came since is read, and nothing once it is completed", async () => {
  const { read, traceId, upTo } = logOf(eventsOfRun({ batches: [0, 1, 2].map(batch) }));
  const logs = runLogs();
  expect(seqsOf(await logs.read(traceId, upTo(3)))).toEqual([1, 2]);
  expect(read).toEqual([0, 1, 2]);
  const whole = await logs.read(traceId, upTo(5));
  expect(seqsOf(whole)).toEqual([1, 2, 3]);
  expect(whole.log).toMatchObject({ isCompleted: true, failures: 0 });
  expect(read).toEqual([0, 1, 2, 3, 4]);
  expect((await logs.read(traceId, upTo(5))).log).toBe(whole.log);
  expect(read).toEqual([0, 1, 2, 3, 4]);
});

test("a long run is read page by page, and each event once", async () => {
  const { read, traceId, upTo } = logOf(eventsOfRun({ batches: [0, 1, 2, 3, 4].map(batch) }), 3);
  const logs = runLogs();
  expect(await logs.read(traceId, upTo(9), 0)).toEqual({ log: undefined, batchesRead: 2 });
  expect(await logs.read(traceId, upTo(9), 0)).toEqual({ log: undefined, batchesRead: 5 });
  expect(seqsOf(await logs.read(traceId, upTo(9), 0))).toBeUndefined();
  expect(seqsOf(await logs.read(traceId, upTo(9), 0))).toEqual([1, 2, 3, 4, 5]);
  expect(read).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test("a batch that comes late stands in its place", async () => {
  const events = eventsOfRun({ batches: [0, 1, 2].map(batch), end: "running" });
  const logs = runLogs();
  const without = logOf(events.filter(({ metadata }) => metadata.seq !== 2));
  expect(seqsOf(await logs.read(without.traceId, without.upTo(9)))).toEqual([1, 3]);
  const whole = logOf(events);
  expect(seqsOf(await logs.read(whole.traceId, whole.upTo(9)))).toEqual([1, 2, 3]);
});

test("the failures of a run are counted", async () => {
  const { traceId, upTo } = logOf(eventsOfRun({ end: "failed" }));
  expect((await runLogs().read(traceId, upTo(9))).log).toMatchObject({ isCompleted: false, failures: 1 });
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
