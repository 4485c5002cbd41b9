import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { eventsOfRun, type RunToMake, runOf } from "@paperledger/core/statistics/run-statistics.fixture";
import { expect, test } from "vitest";
import { type ReportedRuns, reportRuns } from "./report-runs.ts";
import type { RunReport } from "./run-report.ts";
import { vectorizedRuns } from "./vectorized.ts";

const running = (key: string): RunToMake => ({ key, end: "running" });
const completed = (key: string): RunToMake => ({ key });
const failed = (key: string): RunToMake => ({ key, end: "failed" });

/** Returns the report of the runs that these looks find, a line each. */
async function told(
  looks: readonly (readonly RunToMake[])[],
  options: Partial<ReportedRuns> = {},
  { onNoMoreLooks, onAwaiting }: { onNoMoreLooks?: () => unknown; onAwaiting?: () => unknown } = {},
): Promise<readonly string[]> {
  const lines: string[] = [];
  const noted = (what: string) => () => void lines.push(what);
  const report: RunReport = {
    ready: noted("ready"),
    uploaded: noted("uploaded"),
    goesOn: noted("goes on"),
    progress: (runs) => lines.push(`progress of ${keysOf(runs)}`),
    delivered: noted("delivered"),
    awaitingSubscriber(answered, batches) {
      lines.push(`subscriber ${answered} of ${batches}`);
      onAwaiting?.();
    },
    ended: ({ result }) => lines.push(`${result.s3_key} ${result.status}`),
    allEnded: (runs) => lines.push(`all ended: ${runs.map(({ result }) => result.s3_key).join("+")}`),
    stopping: noted("stopping"),
  };
  const events = new Map(looks.flat().map((run) => [runOf(run).trace_id, eventsOfRun(run)]));
  const left = looks.map((look) => look.map(runOf));
  const ended = await reportRuns({
    ledger: {
      eventLog: {
        async *eventsOf(traceId) {
          yield* events.get(traceId) ?? [];
        },
      },
      rejects: {
        async *read() {},
      },
    },
    watch: {
      async look() {
        const next = left.shift();
        if (!next) onNoMoreLooks?.();
        return next ?? [];
      },
    },
    report,
    keys: ["a"],
    others: true,
    keepsOn: false,
    stop: new AbortController().signal,
    ...options,
  });
  return [...lines, `gives ${ended.map(({ result }) => result.s3_key).join("+")}`];
}

const keysOf = (runs: readonly RunStatistics[]) => runs.map(({ key }) => key).join("+");

test("tells of a run from its beginning to its end", async () => {
  expect(await told([[], [running("a")], [completed("a")]])).toEqual([
    "progress of ",
    "progress of a",
    "progress of a",
    "a completed",
    "all ended: a",
    "gives a",
  ]);
});

test("gives the runs in the order of their files, whatever the order of their ends", async () => {
  const lines = await told([[running("a"), failed("b")], [completed("a")]], { keys: ["a", "b"] });
  expect(lines.slice(-2)).toEqual(["all ended: a+b", "gives a+b"]);
});

test("awaits the runs that were under way before, and tells of them first", async () => {
  const lines = await told([[running("old"), completed("a")], [completed("old")]]);
  expect(lines.filter((line) => !line.startsWith("progress"))).toEqual([
    "a completed",
    "old completed",
    "all ended: old+a",
    "gives old+a",
  ]);
});

test("leaves other files' runs out where they are another's", async () => {
  const lines = await told([[running("old"), completed("a")]], { others: false });
  expect(lines).toEqual(["progress of a", "a completed", "all ended: a", "gives a"]);
});

test("stops waiting for a run that was given up", async () => {
  const dead = Array.from({ length: 100 }, () => [running("dead")]);
  const lines = await told([[running("dead"), completed("a")], ...dead], { quiet: async () => undefined });
  expect(lines.slice(-2)).toEqual(["all ended: a", "gives a"]);
});

test("without an upload, tells of all runs until the laptop is idle", async () => {
  const lines = await told([[completed("old")], [], [failed("waited")]], {
    keys: [],
    quiet: async () => undefined,
  });
  expect(lines.filter((line) => !line.startsWith("progress"))).toEqual([
    "old completed",
    "waited failed",
    "all ended: old+waited",
    "gives old+waited",
  ]);
});

test("without an upload, and where it is to go on, awaits nothing and tells of later runs", async () => {
  const stopping = new AbortController();
  const lines = await told(
    [[completed("old")]],
    { keys: [], keepsOn: true, stop: stopping.signal },
    { onNoMoreLooks: () => stopping.abort() },
  );
  expect(lines.filter((line) => !line.startsWith("progress"))).toEqual([
    "all ended: ",
    "old completed",
    "gives ",
  ]);
});

test("goes on, and tells of later runs, where it is to", async () => {
  const stopping = new AbortController();
  const lines = await told(
    [[completed("a"), running("b")], [completed("b")]],
    { keepsOn: true, stop: stopping.signal },
    { onNoMoreLooks: () => stopping.abort() },
  );
  expect(lines.filter((line) => !line.startsWith("progress"))).toEqual([
    "a completed",
    "all ended: a",
    "b completed",
    "gives a",
  ]);
});

test("tells of a run's end once the sample subscriber has answered to each batch", async () => {
  const vectorized = vectorizedRuns();
  const event_id = `${runOf(completed("a")).trace_id}:1`;
  const onAwaiting = () => vectorized.add({ event_id, papers: 1, vectors: 1 });
  const lines = await told([[completed("a")]], { vectorized }, { onAwaiting });
  expect(lines).toEqual(["progress of a", "subscriber 0 of 1", "a completed", "all ended: a", "gives a"]);
});
