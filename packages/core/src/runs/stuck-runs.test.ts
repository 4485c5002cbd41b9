import type { RunEvent } from "@paperledger/events/run-event";
import { expect, test } from "vitest";
import { batchDone, completed, failed, started, traceIdOn } from "../statistics/run-events.fixture.ts";
import { emptyRun, foldEvent, type RunStatus } from "../statistics/run-statistics.ts";
import type { TraceId } from "../trace-ids/trace-id.ts";
import { stuckRuns } from "./stuck-runs.ts";

const at = <Event extends RunEvent>(event: Event, occurred_at: string): Event => ({
  ...event,
  metadata: { ...event.metadata, occurred_at },
});
const EARLY = "2024-01-02T00:00:00.000Z";
const LATE = "2024-01-02T01:00:00.000Z";
const LATE_YET_BEFORE = "2024-01-02T00:15:00.000Z";
const BETWEEN = new Date("2024-01-02T00:30:00.000Z");

/** Returns the stuck runs if the statistics know only the first event of each run. */
async function found(...logs: readonly (readonly RunEvent[])[]) {
  return foundBy((events) => events.slice(0, 1), logs);
}

async function foundBy(
  projected: (events: readonly RunEvent[]) => readonly RunEvent[],
  logs: readonly (readonly RunEvent[])[],
) {
  const byRun = new Map(logs.map((events) => [events[0]?.metadata.trace_id, events]));
  const ledger = {
    eventLog: {
      async *eventsOf(traceId: TraceId) {
        yield* byRun.get(traceId) ?? [];
      },
    },
    statistics: {
      async *runsWith(status: RunStatus) {
        for (const events of logs) {
          const run = projected(events).reduce(foldEvent, emptyRun(events[0]?.metadata.trace_id ?? ""));
          if (run.run_status === status) yield run;
        }
      },
    },
  };
  const runs = await Array.fromAsync(stuckRuns(ledger, BETWEEN));
  return runs.map(({ run, lastEventAt }) => [run.trace_id, lastEventAt]);
}

const traceId = traceIdOn(2);
const begun = at(started(traceId), EARLY);
const batch = batchDone(traceId, 1);

test("a run whose last event is older than that is stuck", async () => {
  expect(await found([begun, at(batch, EARLY)])).toEqual([[traceId, EARLY]]);
});

test("a run with a newer event is not stuck, in any order of its events", async () => {
  expect(await found([begun, at(batch, LATE), at(batchDone(traceId, 2), EARLY)])).toEqual([]);
});

test("a run that ended is not stuck, even if the statistics do not know it yet", async () => {
  expect(await found([begun, at(batch, EARLY), at(completed(traceId, [batch]), EARLY)])).toEqual([]);
  expect(await found([begun, at(failed(traceId), EARLY)])).toEqual([]);
});

test("a run that continued after a failure and became silent is stuck, and a run that failed and was left is not", async () => {
  const [left, begunAgain] = [traceIdOn(2, 1), traceIdOn(2, 2)];
  const failedOf = (id: TraceId) => at(failed(id), EARLY);
  const logs = [
    [at(started(left), EARLY), failedOf(left)],
    [at(started(begunAgain), EARLY), failedOf(begunAgain), at(batchDone(begunAgain, 1), LATE_YET_BEFORE)],
  ];
  expect(await foundBy((events) => events, logs)).toEqual([[begunAgain, LATE_YET_BEFORE]]);
});
