import type { RunEvent } from "@paperledger/events/run-event";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEAD_LETTER_PLACES, type DeadLetterPlace } from "../dead-letters/dead-letters.ts";
import type { Reject } from "../rejects/reject.ts";
import { redriveKey, redriveOf } from "../runs/redrives.ts";
import { isLateWithRejects } from "../statistics/late-runs.ts";
import { batchDone, completed, failed, started } from "../statistics/run-events.fixture.ts";
import { emptyRun, foldEvent } from "../statistics/run-statistics.ts";
import type { TimeRange } from "../statistics/statistics-store.ts";
import { talliesOf } from "../statistics/tallies-in-memory.fixture.ts";
import { addTally, NO_TALLY } from "../statistics/tally.ts";
import { UnreadableStatisticError } from "../statistics/unreadable-statistic.ts";
import { parseTraceId, type TraceId, timeOf, traceIdOf } from "../trace-ids/trace-id.ts";
import { PROCESSOR_QUEUES, type ProcessorQueue } from "./processor-queues.ts";
import { readStatus, type StatusSources } from "./read-status.ts";

const NOW = new Date("2024-03-10T09:00:00.000Z");
const [EVENING, MORNING] = [new Date("2024-03-09T18:00:00.000Z"), new Date("2024-03-10T08:00:00.000Z")];

/** Returns the trace id of an upload at this moment. */
const runAt = (moment: string, nth = 0): TraceId =>
  traceIdOf({ bucket: "b", key: `papers-${nth}.gz`, version: "1", eventTimeMs: Date.parse(moment) });

const at = <Event extends RunEvent>(event: Event, traceId: TraceId): Event => ({
  ...event,
  metadata: { ...event.metadata, occurred_at: timeOf(traceId).toISOString() },
});

type Counts = Parameters<typeof batchDone>[2];

/** Returns the events of a run with one batch and this end. */
function history(
  traceId: TraceId,
  end: "completed" | "failed" | "silent",
  counts: Counts,
  key?: string,
): readonly RunEvent[] {
  const begun = started(traceId);
  const batch = batchDone(traceId, 1, counts);
  const ends = { completed: [completed(traceId, [batch])], failed: [failed(traceId, 0, 1)], silent: [] };
  const first = { ...begun, data: { ...begun.data, ...(key !== undefined && { key }) } };
  return [first, batch, ...ends[end]].map((event) => at(event, traceId));
}

const foldOf = (events: readonly RunEvent[]) =>
  events.reduce(foldEvent, emptyRun(events[0]?.metadata.trace_id ?? ""));

const isIn = (traceId: TraceId, { from, to }: TimeRange) => timeOf(traceId) >= from && timeOf(traceId) <= to;

/** Returns the sources of a status, in memory. */
function sourcesOf(
  histories: readonly (readonly RunEvent[])[],
  {
    eventsBehind = 0,
    letters = {},
    waiting = {},
  }: {
    eventsBehind?: number;
    letters?: Partial<Record<DeadLetterPlace, number | Error>>;
    waiting?: Partial<Record<ProcessorQueue, number | Error>>;
  } = {},
): StatusSources {
  const runs = histories.map(foldOf).toSorted((a, b) => (a.trace_id < b.trace_id ? 1 : -1));
  const ids = (run: { trace_id: string }) => parseTraceId(run.trace_id);
  return {
    eventLog: {
      async *eventsOf(traceId) {
        yield* histories.find(([first]) => first?.metadata.trace_id === traceId) ?? [];
      },
    },
    rejects: {
      async *read() {
        const reject: Reject = {
          record_number: 1,
          byte_offset: 0,
          raw: "",
          raw_truncated: false,
          reason: "no-id",
          message: "the entry has no <id>",
          paper_id: null,
        };
        yield reject;
      },
    },
    async queueDepth(queue) {
      const count = waiting[queue] ?? 0;
      if (count instanceof Error) throw count;
      return { waiting: count, inFlight: 0 };
    },
    async deadLetters(place) {
      const count = letters[place] ?? 0;
      if (count instanceof Error) throw count;
      const some = count > 0 ? [{ at: "2024-03-10T01:00:00.000Z", about: "papers-9.gz" }] : [];
      return { place, count, oldestAt: some[0]?.at ?? null, some };
    },
    statistics: {
      async *runsBetween(range) {
        yield* runs.filter((run) => isIn(ids(run), range));
      },
      async *runsWithReasons(range) {
        yield* runs.filter(
          (run) => (run.run_status === "failed" || run.tally.rejected > 0) && isIn(ids(run), range),
        );
      },
      async oldFilesFailedSince(date) {
        return runs.filter(({ failure }) => failure && failure.at >= date).map(({ run_date }) => run_date);
      },
      tallies: talliesOf(runs),
      async tally() {
        return runs.map(({ tally }) => tally).reduce(addTally, NO_TALLY);
      },
      async *runsWith(status, _, range) {
        yield* runs.filter((run) => run.run_status === status && (!range || isIn(ids(run), range)));
      },
      async runs(traceIds) {
        return runs.filter((run) => traceIds.includes(ids(run)));
      },
      async *redrives(range) {
        for (const run of runs) {
          const of = redriveOf(run.key ?? "");
          if (of && isIn(of, range)) yield { of, by: ids(run) };
        }
      },
      async *lateWithRejects(range) {
        yield* runs.filter((run) => isLateWithRejects(run, range));
      },
      async *sources({ from, to }) {
        for (const run of runs)
          if (run.run_date >= from && run.run_date <= to)
            for (const source of Object.keys(run.by_source)) yield { date: run.run_date, source };
      },
      async countedUpTo() {
        return { newestEventAt: "2024-03-10T07:00:00.000Z", eventsBehind };
      },
    },
  };
}

const statusOf = (...given: Parameters<typeof sourcesOf>) =>
  readStatus(sourcesOf(...given), { partsFrom: [EVENING, MORNING], now: NOW });

test("a run of an old file, such as a backfill's, counts by the time at which it failed", async () => {
  const old = runAt("2020-01-01T00:00:00.000Z");
  const failedAt = (moment: string) =>
    history(old, "failed", {}).map((event) => ({
      ...event,
      metadata: { ...event.metadata, occurred_at: moment },
    }));
  const lastNight = await statusOf([failedAt("2024-03-10T01:00:00.000Z")]);
  expect(lastNight.todo).toMatchObject([{ kind: "failed-runs", count: 1, runs: [{ traceId: old }] }]);
  expect(lastNight.failedBefore).toBe(0);
  const before = await statusOf([failedAt("2024-03-01T01:00:00.000Z")]);
  expect(before).toMatchObject({ todo: [], failedBefore: 1 });
});

test("a failed run that cannot be read is not told as one that failed before the range", async () => {
  const sources = sourcesOf([history(runAt("2024-03-10T01:00:00.000Z"), "failed", {})]);
  const broken = new UnreadableStatisticError("run#batch-1", "its revision is text");
  const status = await readStatus(
    {
      ...sources,
      statistics: {
        ...sources.statistics,
        // biome-ignore lint/correctness/useYield: the only item cannot be read
        async *runsWith(_, onUnreadable) {
          onUnreadable?.(broken);
        },
      },
    },
    { partsFrom: [EVENING], now: NOW },
  );
  expect(status).toMatchObject({ failedBefore: null, unknown: [broken.message] });
});

test("a rejected record of an old file counts by the time at which its run began", async () => {
  const old = runAt("2020-01-01T00:00:00.000Z");
  const ranAt = (moment: string) =>
    history(old, "completed", WITH_REJECTS).map((event) => ({
      ...event,
      metadata: { ...event.metadata, occurred_at: moment },
    }));
  const lastNight = await statusOf([ranAt("2024-03-10T01:00:00.000Z")]);
  expect(lastNight.todo).toMatchObject([
    { kind: "rejected-records", count: 3, runCount: 1, sample: expect.any(String), runs: [{ traceId: old }] },
  ]);
  expect((await statusOf([ranAt("2024-03-01T01:00:00.000Z")])).todo).toEqual([]);
});

const GOOD = { sources: { arxiv: { upserted: 2, duplicate: 1 } } };
const WITH_REJECTS = { sources: { arxiv: { upserted: 1, rejected: 3 } } };

describe("the runs", () => {
  test("are counted by outcome for each part, without the runs before the range", async () => {
    const { parts, todo, unknown } = await statusOf([
      history(runAt("2024-03-09T17:59:59Z"), "failed", GOOD),
      history(runAt("2024-03-09T18:00:00Z"), "completed", GOOD),
      history(runAt("2024-03-10T02:00:00Z"), "failed", GOOD),
      history(runAt("2024-03-10T03:00:00Z"), "silent", GOOD),
      history(runAt("2024-03-10T08:00:00Z"), "completed", WITH_REJECTS),
      history(runAt("2024-03-10T08:59:00Z"), "silent", GOOD),
    ]);
    const none = { runs: 0, completed: 0, withRejects: 0, failed: 0, running: 0, silent: 0 };
    expect(parts).toEqual([
      { from: EVENING, to: MORNING, ...none, runs: 3, completed: 1, failed: 1, silent: 1 },
      { from: MORNING, to: NOW, ...none, runs: 2, completed: 1, withRejects: 1, running: 1 },
    ]);
    expect(todo.map(({ kind }) => kind)).toEqual(["failed-runs", "rejected-records", "silent-runs"]);
    expect(unknown).toEqual([]);
  });

  test("that failed are grouped by reason, with one message and the newest files", async () => {
    const failures = Array.from({ length: 7 }, (_, nth) =>
      history(runAt("2024-03-10T01:00:00Z", nth), "failed", GOOD, `raw-data/papers-${nth}.gz`),
    );
    const { todo } = await statusOf(failures);
    expect(todo).toMatchObject([
      {
        kind: "failed-runs",
        reason: "truncated",
        count: 7,
        sample: expect.stringContaining("the file ends"),
      },
    ]);
    expect(todo[0]).toHaveProperty("runs.length", 5);
  });

  test("that are silent are things to do, however long ago they began", async () => {
    const { todo } = await statusOf([history(runAt("2024-01-01T00:00:00Z"), "silent", GOOD)]);
    expect(todo).toMatchObject([{ kind: "silent-runs", count: 1, lastEventAt: "2024-01-01T00:00:00.000Z" }]);
  });
});

test("the counts of each part are those of its runs, whenever they began and however they ended", () => {
  const arbitraryHistory = fc.record({
    // From a day before the range up to its end.
    minute: fc.integer({ min: -24 * 60, max: 15 * 60 }),
    end: fc.constantFrom("completed" as const, "failed" as const, "silent" as const),
    rejected: fc.nat(1),
  });
  return fc.assert(
    fc.asyncProperty(fc.array(arbitraryHistory, { maxLength: 20 }), async (shapes) => {
      const runs = shapes.map(({ minute, end, rejected }, nth) => {
        const atMs = EVENING.getTime() + minute * 60_000;
        const traceId = runAt(new Date(atMs).toISOString(), nth);
        const isSilent = end === "silent" && atMs < NOW.getTime() - 30 * 60_000;
        const counts = { sources: { arxiv: { upserted: 1, rejected } } };
        const outcome = end === "silent" && !isSilent ? "running" : end;
        return { atMs, events: history(traceId, end, counts), outcome, rejected };
      });
      const { parts } = await statusOf(runs.map(({ events }) => events));
      const partOf = (from: Date, to: Date, isLast: boolean) => {
        const within = runs.filter(
          ({ atMs }) => atMs >= from.getTime() && (atMs < to.getTime() || (isLast && atMs === to.getTime())),
        );
        const count = (wanted: string) => within.filter(({ outcome }) => outcome === wanted).length;
        return {
          from,
          to,
          runs: within.length,
          completed: count("completed"),
          withRejects: within.filter(({ outcome, rejected }) => outcome === "completed" && rejected > 0)
            .length,
          failed: count("failed"),
          running: count("running"),
          silent: count("silent"),
        };
      };
      expect(parts).toEqual([partOf(EVENING, MORNING, false), partOf(MORNING, NOW, true)]);
    }),
    { numRuns: 200 },
  );
});

describe("rejected records", () => {
  const first = runAt("2024-03-10T01:00:00Z");
  const redrive = (minute: number, id: string, rejected: number) =>
    history(
      runAt(`2024-03-10T02:0${minute}:00Z`),
      "completed",
      { sources: { arxiv: { upserted: 3 - rejected, rejected } } },
      redriveKey(first, { redrive: id, rejects: 3, part: 1 }),
    );

  test("are grouped by reason, with one message", async () => {
    const { todo } = await statusOf([history(first, "completed", WITH_REJECTS)]);
    expect(todo).toMatchObject([
      { kind: "rejected-records", reason: "no-id", count: 3, runCount: 1, sample: "the entry has no <id>" },
    ]);
  });

  test("that were redriven twice count once", async () => {
    const ids = ["01HKZ0000000000000000000R1", "01HKZ0000000000000000000R2"] as const;
    const { todo } = await statusOf([
      history(first, "completed", WITH_REJECTS),
      redrive(1, ids[0], 2),
      redrive(2, ids[1], 1),
    ]);
    expect(todo).toMatchObject([
      { kind: "rejected-records", count: 1, runCount: 1, runs: [{ traceId: first }] },
    ]);
  });

  test("are not a thing to do if a redrive wrote them", async () => {
    const written = redrive(1, "01HKZ0000000000000000000R1", 0);
    expect((await statusOf([history(first, "completed", WITH_REJECTS), written])).todo).toEqual([]);
  });
});

describe("a source", () => {
  /** Returns runs of a source at two in the morning, these numbers of days before. */
  const nights = (source: string, days: readonly number[]) =>
    days.map((day) =>
      history(runAt(new Date(Date.UTC(2024, 2, 10 - day, 2)).toISOString()), "completed", {
        sources: { [source]: { upserted: 1 } },
      }),
    );

  test("that came each night except the last one is missed", async () => {
    const { todo } = await statusOf(nights("pubmed", [1, 2, 3, 4, 5, 6, 7]));
    expect(todo).toEqual([{ kind: "missing-source", source: "pubmed", lastDate: "2024-03-09" }]);
  });

  test("is not missed if it came, if it did not come a week ago, or if it comes seldom", async () => {
    expect((await statusOf(nights("pubmed", [0, 1, 2, 3, 4, 5, 6, 7]))).todo).toEqual([]);
    expect((await statusOf(nights("pubmed", [1, 2, 3, 4]))).todo).toEqual([]);
    expect((await statusOf(nights("pubmed", [6, 7]))).todo).toEqual([]);
    expect((await statusOf(nights("unknown", [1, 2, 3, 4, 5, 6, 7]))).todo).toEqual([]);
  });

  test("has its papers counted", async () => {
    const { sources } = await statusOf([history(runAt("2024-03-10T01:00:00Z"), "completed", GOOD)]);
    expect(sources).toEqual([{ source: "arxiv", upserted: 2, duplicate: 1, rejected: 0 }]);
  });
});

test("dead letters and statistics that stay behind are things to do", async () => {
  const { todo } = await statusOf([], { eventsBehind: 4, letters: { uploads: 2 } });
  expect(todo).toEqual([
    {
      kind: "dead-letters",
      place: "uploads",
      count: 2,
      oldestAt: "2024-03-10T01:00:00.000Z",
      sample: "papers-9.gz",
    },
    { kind: "behind", events: 4, newestEventAt: "2024-03-10T07:00:00.000Z" },
  ]);
});

test.each(PROCESSOR_QUEUES)(
  "the messages of the queue %s are counted; if they cannot be, that is reported, and the rest is read",
  async (queue) => {
    const histories = [history(runAt("2024-03-10T01:00:00Z"), "completed", GOOD)];
    const depthsOf = async (waiting: number | Error) => {
      const status = await statusOf(histories, { waiting: { [queue]: waiting } });
      expect(status.parts[0]?.completed).toBe(1);
      expect(status.todo).toEqual([]);
      return { depths: status.queues, unknown: status.unknown };
    };
    expect(await depthsOf(3)).toEqual({
      depths: PROCESSOR_QUEUES.map((each) => ({
        queue: each,
        depth: { waiting: each === queue ? 3 : 0, inFlight: 0 },
      })),
      unknown: [],
    });
    expect(await depthsOf(new Error("not allowed: sqs:GetQueueAttributes"))).toEqual({
      depths: PROCESSOR_QUEUES.map((each) => ({
        queue: each,
        depth: each === queue ? null : { waiting: 0, inFlight: 0 },
      })),
      unknown: ["not allowed: sqs:GetQueueAttributes"],
    });
  },
);

test.each(DEAD_LETTER_PLACES)(
  "if %s cannot be read, that is reported, and the rest is read",
  async (place) => {
    const status = await statusOf([history(runAt("2024-03-10T01:00:00Z"), "completed", GOOD)], {
      letters: { [place]: new Error("not allowed: sqs:ReceiveMessage") },
    });
    expect(status.unknown).toEqual(["not allowed: sqs:ReceiveMessage"]);
    expect(status.parts[0]?.completed).toBe(1);
    expect(status.deadLetters.map((each) => [each.place, each.count])).toEqual(
      DEAD_LETTER_PLACES.map((each) => [each, each === place ? null : 0]),
    );
  },
);
