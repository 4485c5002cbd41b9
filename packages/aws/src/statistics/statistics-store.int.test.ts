import { ResourceNotFoundException, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, paginateScan } from "@aws-sdk/lib-dynamodb";
import { failedSince } from "@paperledger/core/statistics/failed-since";
import { bucketOf } from "@paperledger/core/statistics/histogram";
import { projectRun } from "@paperledger/core/statistics/project-runs";
import { rebuildStatistics } from "@paperledger/core/statistics/rebuild-statistics";
import {
  batchDone,
  completed,
  completedRun,
  failed,
  logOf,
  type RunHistory,
  started,
  traceIdOn,
} from "@paperledger/core/statistics/run-events.fixture";
import { emptyRun, foldEvent, type RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { gains, sharesOf } from "@paperledger/core/statistics/scope";
import { SLOTS } from "@paperledger/core/statistics/slots";
import type { RunChange, StatisticsStore, StoredRun } from "@paperledger/core/statistics/statistics-store";
import { NO_TALLY } from "@paperledger/core/statistics/tally";
import { verifyStatistics } from "@paperledger/core/statistics/verify";
import { type TraceId, timeOf } from "@paperledger/core/trace-ids/trace-id";
import { dynamoDbForFile } from "@paperledger/embedded/embedded-dynamodb.fixture";
import { leaveUnprocessed, loseFirstAnswer } from "@paperledger/faults/dynamodb-faults";
import { beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { type RecordedRequest, recordReads } from "../clients/recorded-requests.fixture.ts";
import { testClient } from "../tables/tables.fixture.ts";
import {
  beforeTransactions,
  cancelFirstTransaction,
  inPagesOf,
  itemsOf,
  leaveHalfUnprocessed,
  newStatisticsTable,
  recordKeysRead,
  recordTransactions,
  storeWithoutHours,
} from "./statistics.fixture.ts";
import { dynamoDbStatisticsRebuilds } from "./statistics-rebuilds.ts";
import { dynamoDbStatisticsStore } from "./statistics-store.ts";

const dynamoDb = await dynamoDbForFile();
let table: string;
let store: StatisticsStore;
const client = testClient(dynamoDb.endpoint);
beforeEach(async () => {
  table = await newStatisticsTable(client);
  store = dynamoDbStatisticsStore(client, table);
});

const storeWith = (otherClient: DynamoDBDocumentClient) => dynamoDbStatisticsStore(otherClient, table);

/** Returns a client whose first transaction is cancelled with these codes. */
const cancelling = (...codes: readonly string[]) => {
  const cancelled = testClient(dynamoDb.endpoint);
  cancelFirstTransaction(cancelled, codes);
  return cancelled;
};

const project = ({ traceId, events }: RunHistory, into = store) => projectRun(traceId, events, into);

const runOf = ({ traceId, events }: RunHistory) => events.reduce(foldEvent, emptyRun(traceId));

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const each of source) collected.push(each);
  return collected;
}

/** Returns the differences between the table and the fold of these runs' events. */
const differencesFrom = async (...runs: readonly RunHistory[]) =>
  (await verifyStatistics({ eventLog: logOf(...runs), statistics: store })).differences;

const oneRun = completedRun(traceIdOn(2), [
  { batchMs: 20, sources: { arxiv: { upserted: 20, duplicate: 5, bytes: 2_000 } } },
  { batchMs: 40, sources: { arxiv: { upserted: 1, bytes: 90 }, pubmed: { rejected: 2, bytes: 100 } } },
]);

const changeOf = (before: StoredRun, after: RunStatistics): RunChange => ({
  traceId: before.traceId,
  before,
  after,
  gains: gains(before.run, after),
  newestEventAt: "2024-01-02T00:00:00.000Z",
});

async function readRun(traceId: TraceId, from = store): Promise<StoredRun> {
  const [run] = (await from.readRuns([traceId])).runs;
  if (!run) throw new Error(`run ${traceId} cannot be read`);
  return run;
}

describe("a commit", () => {
  test("writes the run, its day, each of its sources, and the total", async () => {
    await project(oneRun);
    expect([...(await itemsOf(client, table)).keys()].toSorted()).toEqual([
      "day#2024-01-02",
      "generations#0",
      `run#${oneRun.traceId}`,
      "source#2024-01-02#arxiv",
      "source#2024-01-02#pubmed",
      "total",
    ]);
    const run = runOf(oneRun);
    expect(await store.run(oneRun.traceId)).toEqual(run);
    expect(await readRun(oneRun.traceId)).toMatchObject({ traceId: oneRun.traceId, run, revision: 1 });
    for (const { scope, tally } of sharesOf(run)) expect(await store.tally(scope)).toEqual(tally);
  });

  test("adds to the sums of other runs, and keeps the shortest and the longest time", async () => {
    const slower = completedRun(traceIdOn(2, 1), [{ batchMs: 500 }]);
    const faster = completedRun(traceIdOn(3), [{ batchMs: 3 }]);
    for (const run of [oneRun, slower, faster]) await project(run);
    expect(await store.tally({ kind: "day", date: "2024-01-02" })).toMatchObject({
      runs_completed: 2,
      processed: 29,
      batch_ms_min: 20,
      batch_ms_max: 500,
    });
    expect(await store.tally({ kind: "total" })).toMatchObject({
      runs_completed: 3,
      processed: 30,
      batch_ms_sum: 563,
      batch_ms_min: 3,
      batch_ms_max: 500,
      batch_ms_histogram: { [bucketOf(3)]: 1, [bucketOf(20)]: 1, [bucketOf(40)]: 1, [bucketOf(500)]: 1 },
    });
    expect(await differencesFrom(oneRun, slower, faster)).toEqual([]);
  });

  test("subtracts a failure if the run completes later", async () => {
    const { traceId } = oneRun;
    await project({ traceId, events: [started(traceId), failed(traceId)] });
    expect(await store.tally({ kind: "total" })).toMatchObject({ runs_started: 1, runs_failed: 1 });
    await project(oneRun);
    expect(await store.tally({ kind: "total" })).toMatchObject({
      runs_started: 1,
      runs_completed: 1,
      runs_failed: 0,
    });
  });

  test.each([
    ["a run that another projector wrote first", 0],
    ["a run that was read before another projector wrote it", 1],
  ])("of %s is a conflict, and changes no item", async (_what, revision) => {
    const { traceId, events } = oneRun;
    if (revision > 0) await project({ traceId, events: events.slice(0, 2) });
    const before = await readRun(traceId);
    expect(before.revision).toBe(revision);
    await project({ traceId, events: events.slice(0, 3) });
    const items = await itemsOf(client, table);

    const after = runOf(oneRun);
    expect(await store.commit([changeOf(before, after)])).toEqual({ contested: [traceId] });
    expect(await itemsOf(client, table)).toEqual(items);
  });

  test("that sets the shortest time is a conflict if another commit has set a shorter one, and writes no run", async () => {
    const contested = testClient(dynamoDb.endpoint);
    const other = completedRun(traceIdOn(2, 1), [{ batchMs: 5 }]);
    const contestedStore = storeWith(contested);
    const before = await readRun(oneRun.traceId, contestedStore);
    beforeTransactions(contested, () => project(other));
    expect(await contestedStore.commit([changeOf(before, runOf(oneRun))])).toEqual({ contested: [] });
    expect(await store.run(oneRun.traceId)).toBeUndefined();
    expect(await differencesFrom(other)).toEqual([]);
  });

  test("after its items were put back from a copy sets the longest time again, although it has set it before", async () => {
    const [first, longer] = [
      completedRun(traceIdOn(2, 1), [{ batchMs: 5 }]),
      completedRun(traceIdOn(2, 2), [{ batchMs: 500 }]),
    ];
    await project(first);
    const kept = [...(await itemsOf(client, table)).values()];
    await project(longer);
    for (const Item of kept) await client.send(new PutCommand({ TableName: table, Item }));
    await client.send(
      new DeleteCommand({ TableName: table, Key: { statistic_id: `run#${longer.traceId}` } }),
    );
    await project(longer);
    expect(await store.tally({ kind: "total" })).toMatchObject({ batch_ms_max: 500 });
  });

  test("after another projector has moved the shortest and the longest time is a conflict once, and loses neither", async () => {
    const withTimes = (nth: number, ...times: readonly number[]) =>
      completedRun(
        traceIdOn(2, nth),
        times.map((batchMs) => ({ batchMs })),
      );
    const [first, others, last] = [withTimes(1, 20, 40), withTimes(2, 5, 900), withTimes(3, 10, 50)];
    // With one slot, no other slot can be used after the conflict.
    await rebuildStatistics(logOf(), dynamoDbStatisticsRebuilds(client, table), { slots: 1 });
    await project(first);
    await project(others, dynamoDbStatisticsStore(client, table));
    await project(last);
    expect(await differencesFrom(first, others, last)).toEqual([]);
    expect(await store.tally({ kind: "total" })).toMatchObject({ batch_ms_min: 5, batch_ms_max: 900 });
  });

  test.each(["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])(
    "that DynamoDB cancels for a %s is a conflict, and a projection tries again",
    async (code) => {
      const change = changeOf(await readRun(oneRun.traceId), runOf(oneRun));
      expect(await storeWith(cancelling("None", code)).commit([change])).toEqual({ contested: [] });
      await project(oneRun, storeWith(cancelling("None", code)));
      expect(await differencesFrom(oneRun)).toEqual([]);
    },
  );

  test("that DynamoDB cancels for a reason that a retry cannot fix is an error", async () => {
    await readRun(oneRun.traceId);
    const broken = storeWith(cancelling("TransactionConflict", "ValidationError"));
    await expect(project(oneRun, broken)).rejects.toThrow(TransactionCanceledException);
  });

  test("to a table that does not exist is an error, not a conflict", async () => {
    const nowhere = dynamoDbStatisticsStore(client, "no-such-table");
    const before = await readRun(oneRun.traceId);
    await expect(nowhere.commit([changeOf(before, runOf(oneRun))])).rejects.toThrow(
      ResourceNotFoundException,
    );
  });
});

describe("a projection", () => {
  test("delivered twice, as a whole and in part, changes no item, not even its revision", async () => {
    await project(oneRun);
    const items = await itemsOf(client, table);
    await project(oneRun);
    await project({ ...oneRun, events: oneRun.events.slice(1, 3).toReversed() });
    expect(await itemsOf(client, table)).toEqual(items);
  });

  test("that conflicts is folded again into the run that the other projector wrote", async () => {
    const { traceId, events } = oneRun;
    await readRun(traceId);
    const contested = testClient(dynamoDb.endpoint);
    let others = 0;
    beforeTransactions(contested, async () => {
      const event = events[others++];
      if (event && others <= 3) await project({ traceId, events: [event] });
    });
    await project(oneRun, storeWith(contested));
    expect(others).toBe(4);
    expect(await differencesFrom(oneRun)).toEqual([]);
  });

  test("whose answer was lost after it took effect counts once", async () => {
    await readRun(oneRun.traceId);
    const lossy = testClient(dynamoDb.endpoint);
    const seen = loseFirstAnswer(lossy, "TransactWriteItemsCommand");
    await project(oneRun, storeWith(lossy));
    expect(seen.sent).toBeGreaterThan(1);
    expect(await differencesFrom(oneRun)).toEqual([]);
  });

  test("of the same events by several at once counts once", async () => {
    await Promise.all([1, 2, 3, 4].map(() => project(oneRun)));
    expect(await differencesFrom(oneRun)).toEqual([]);
  });

  test("of many runs at once, each with a shorter and a longer time than the run before, loses nothing", async () => {
    const runs = Array.from({ length: 12 }, (_, nth) =>
      completedRun(traceIdOn(1 + (nth % 2), nth), [
        { batchMs: 500 - 40 * nth },
        { batchMs: 1_000 + 300 * nth },
      ]),
    );
    await Promise.all(runs.map((run) => project(run)));
    expect(await differencesFrom(...runs)).toEqual([]);
    expect(await store.tally({ kind: "total" })).toMatchObject({
      runs_completed: 12,
      batch_ms_min: 60,
      batch_ms_max: 4_300,
    });
  });
});

describe("the largest projections", () => {
  test("a run with 51 sources is committed in one transaction", async () => {
    const sources = Object.fromEntries(
      Array.from({ length: 51 }, (_, nth) => [`source-${nth}`, { upserted: 1, bytes: 10 }]),
    );
    const run = completedRun(traceIdOn(1), [{ sources }]);
    await project(run);
    expect(await readRun(run.traceId)).toMatchObject({ revision: 1 });
    expect(await differencesFrom(run)).toEqual([]);
  });

  test("a delivery with a batch in every bucket up to Lambda's 15 minutes is committed at once", async () => {
    const timesMs = Array.from({ length: 900_001 }, (_, ms) => ms).filter(
      (ms) => ms === 0 || bucketOf(ms) > bucketOf(ms - 1),
    );
    expect(timesMs.length).toBeGreaterThan(250);
    const run = completedRun(
      traceIdOn(1),
      timesMs.map((batchMs) => ({ batchMs })),
    );
    await project(run);
    expect(await readRun(run.traceId)).toMatchObject({ revision: 1 });
    expect(await differencesFrom(run)).toEqual([]);
  });

  test("a run of 2,000 batches is projected in parts, and its item stays small", async () => {
    const run = completedRun(
      traceIdOn(1),
      Array.from({ length: 2_000 }, (_, nth) => ({ batchMs: (nth * 7) % 3_000 })),
    );
    for (let from = 0; from < run.events.length; from += 250)
      await project({ ...run, events: run.events.slice(from, from + 250).toReversed() });
    expect(await differencesFrom(run)).toEqual([]);
    const item = (await itemsOf(client, table)).get(`run#${run.traceId}`);
    expect(JSON.parse(String(item?.statistics)).applied).toEqual([[0, 2_001]]);
    expect(JSON.stringify(item).length).toBeLessThan(10_000);
  });
});

describe("reading", () => {
  test("an empty table gives no run, no list, and sums of zero", async () => {
    const traceId = traceIdOn(1);
    expect(await store.run(traceId)).toBeUndefined();
    expect(await readRun(traceId)).toMatchObject({ traceId, run: emptyRun(traceId), revision: 0 });
    expect(await store.tally({ kind: "day", date: "2024-01-01" })).toEqual(NO_TALLY);
    expect(await collect(store.all())).toEqual([]);
    expect(await collect(store.runsOn("2024-01-01"))).toEqual([]);
  });

  test("the runs of a date or of a status come newest first", async () => {
    const [early, late, nextDay, halted] = [
      completedRun(traceIdOn(1, 1), [{}]),
      completedRun(traceIdOn(1, 2), [{}]),
      completedRun(traceIdOn(2), [{}]),
      { traceId: traceIdOn(1, 3), events: [started(traceIdOn(1, 3)), failed(traceIdOn(1, 3))] },
    ];
    for (const run of [late, nextDay, early, halted]) await project(run);
    const ids = async (runs: ReturnType<StatisticsStore["runsOn"]>) =>
      (await collect(runs)).map(({ trace_id }) => trace_id);
    expect(await ids(store.runsOn("2024-01-01"))).toEqual([halted.traceId, late.traceId, early.traceId]);
    expect(await ids(store.runsOn("2024-01-02"))).toEqual([nextDay.traceId]);
    expect(await ids(store.runsWith("completed"))).toEqual([nextDay.traceId, late.traceId, early.traceId]);
    expect(await ids(store.runsWith("failed"))).toEqual([halted.traceId]);
    expect(await ids(store.runsWith("running"))).toEqual([]);
    expect(await collect(store.runsOn("2024-01-02"))).toEqual([runOf(nextDay)]);
  });

  test("runs from several pages are all returned", async () => {
    const runs = Array.from({ length: 7 }, (_, nth) => completedRun(traceIdOn(1, nth), [{}]));
    for (const run of runs) await project(run);
    const paging = testClient(dynamoDb.endpoint);
    const seen = inPagesOf(paging, 2);
    const newestFirst = runs.map(({ traceId }) => traceId).toReversed();
    for (const found of [storeWith(paging).runsOn("2024-01-01"), storeWith(paging).runsWith("completed")])
      expect((await collect(found)).map(({ trace_id }) => trace_id)).toEqual(newestFirst);
    expect(await collect(storeWith(paging).all())).toHaveLength(7 + 3);
    expect(seen.pages).toBeGreaterThanOrEqual(4 + 4 + 5);
  });

  test("many runs by trace id: the existing ones are returned, however many DynamoDB leaves unprocessed", async () => {
    const runs = Array.from({ length: 5 }, (_, nth) => completedRun(traceIdOn(1, nth), [{}]));
    for (const run of runs) await project(run);
    const absent = Array.from({ length: 200 }, (_, nth) => traceIdOn(2, nth));
    const stingy = testClient(dynamoDb.endpoint);
    const seen = leaveHalfUnprocessed(stingy);
    const ids = [...absent, ...runs.map(({ traceId }) => traceId)];
    const found = await storeWith(stingy).runs(ids);
    expect(found.map(({ trace_id }) => trace_id).toSorted()).toEqual(
      runs.map(({ traceId }) => traceId).toSorted(),
    );
    expect(found).toContainEqual(runOf(runs[0] ?? oneRun));
    // Three requests for 205 runs, and one for the half that was left unprocessed.
    expect(seen.requests).toBe(4);
  });

  test("a run of which only some events are delivered has those events", async () => {
    const traceId = traceIdOn(1);
    await project({ traceId, events: [batchDone(traceId, 2)] });
    expect(await store.run(traceId)).toMatchObject({
      run_status: "running",
      started_at: null,
      applied: [[2, 2]],
    });
  });
});

test("all items are read without the old runs of the live generation, which are only counted", async () => {
  const runs = Array.from({ length: 7 }, (_, nth) => completedRun(traceIdOn(2, nth), [{}]));
  for (const run of runs) await project(run);
  await rebuildStatistics(logOf(...runs), dynamoDbStatisticsRebuilds(client, table));
  // An abandoned rebuild may have left a run of another generation.
  const other = { statistic_id: `g99#run#${traceIdOn(1)}`, started_at: "2024-01-01T00:00:00.000Z" };
  await client.send(new PutCommand({ TableName: table, Item: other }));
  await project({ traceId: traceIdOn(3), events: [failed(traceIdOn(3))] });
  await project(completedRun(traceIdOn(9), [{}], 1_000));
  let counted = 0;
  const onCounted = (count: number) => {
    counted += count;
  };
  const beganBefore = "2024-01-08T00:00:00.000Z";
  const all = await collect(store.all(undefined, { beganBefore, onCounted }));
  expect(counted).toBe(8);
  expect(all.flatMap((each) => (each.kind === "run" ? [each.run.trace_id] : []))).toEqual([traceIdOn(9)]);
  expect(all.filter(({ kind }) => kind === "scope")).toHaveLength(
    (await collect(store.all())).filter(({ kind }) => kind === "scope").length,
  );
});

describe("the lists", () => {
  const range = { from: "2024-01-01", to: "2024-01-31" };

  test("have each day, and each source on its day, once, in however many slots their sums are", async () => {
    const other = completedRun(traceIdOn(5), [{ sources: { arxiv: { upserted: 1 } } }]);
    await project(oneRun);
    await project(
      completedRun(traceIdOn(2, 1), [{}]),
      dynamoDbStatisticsStore(client, table, { firstSlot: 7 }),
    );
    await project(other);
    expect(await collect(store.days())).toEqual(["2024-01-05", "2024-01-02"]);
    expect(await collect(store.days({ from: "2024-01-03", to: "2024-01-05" }))).toEqual(["2024-01-05"]);
    expect((await collect(store.sources(range))).map(({ date, source }) => [date, source])).toEqual([
      ["2024-01-05", "arxiv"],
      ["2024-01-02", "pubmed"],
      ["2024-01-02", "arxiv"],
    ]);
    expect(await collect(store.sources({ from: "2024-01-03", to: "2024-01-04" }))).toEqual([]);
  });

  test("lead to the sums of all days and sources, whatever slots they are in, and leave out what cannot be read", async () => {
    await project(oneRun);
    await project(
      completedRun(traceIdOn(2, 1), [{ sources: { arxiv: { upserted: 5 } } }]),
      dynamoDbStatisticsStore(client, table, { firstSlot: 7 }),
    );
    await project(completedRun(traceIdOn(5), [{ sources: { arxiv: { upserted: 1 } } }]));
    const days = await store.tallies("day", range);
    const sources = await store.tallies("source", range);
    expect(days.map(({ scope }) => scope.date)).toEqual(["2024-01-05", "2024-01-02"]);
    expect(sources).toHaveLength(3);
    for (const { scope, tally } of [...days, ...sources]) expect(tally).toEqual(await store.tally(scope));

    const broken = { statistic_id: "day#2024-01-05", run_date: "scopes", trace_id: "day#2024-01-05" };
    await client.send(new PutCommand({ TableName: table, Item: { ...broken, upserted: -1 } }));
    await expect(store.tallies("day", range)).rejects.toThrow(/"day#2024-01-05" cannot be read/);
    const unreadable: string[] = [];
    expect(await store.tallies("day", range, ({ id }) => unreadable.push(id))).toEqual([days[1]]);
    expect(unreadable).toEqual(["day#2024-01-05"]);
  });

  test("have late runs with rejects by the time at which they began, and a rebuild makes the same lists", async () => {
    const REJECTING = [{ sources: { arxiv: { rejected: 2 } } }, { sources: { arxiv: { rejected: 1 } } }];
    const lateMs = 100.5 * 86_400_000;
    const histories = [
      completedRun(traceIdOn(2, 1), REJECTING, lateMs),
      completedRun(traceIdOn(2, 2), REJECTING, lateMs + 3_600_000),
      completedRun(traceIdOn(3, 3), REJECTING, lateMs - 86_400_000),
      // This run began before the range, on the same date.
      completedRun(traceIdOn(2, 6), REJECTING, lateMs - 60_000),
      // These are not late runs with rejects.
      completedRun(traceIdOn(2, 4), [{}], lateMs),
      completedRun(traceIdOn(2, 5), REJECTING, 1_000),
    ];
    // In this order, the rejects are counted before it is known when the run began.
    for (const { traceId, events } of histories) await project({ traceId, events: events.toReversed() });
    const began = traceIdOn(2, 1);
    const at = new Date(timeOf(began).getTime() + lateMs);
    const found = async (from: Date, to: Date) =>
      (await collect(store.lateWithRejects({ from, to }))).map(({ trace_id }) => trace_id).toSorted();
    const lists = () => Promise.all([found(at, at), found(at, new Date(at.getTime() + 3_600_001))]);
    const before = await lists();
    expect(before).toEqual([[began], [began, traceIdOn(2, 2), traceIdOn(3, 3)]]);
    expect(await differencesFrom(...histories)).toEqual([]);
    await rebuildStatistics(logOf(...histories), dynamoDbStatisticsRebuilds(client, table));
    expect(await lists()).toEqual(before);
    expect(await differencesFrom(...histories)).toEqual([]);
  });

  test("have the dates of files whose runs failed later, and the runs, until they complete; a rebuild makes the same lists", async () => {
    const failure = (traceId: TraceId, occurred_at: string, nth = 0) => {
      const event = failed(traceId, nth);
      return { ...event, metadata: { ...event.metadata, occurred_at } };
    };
    const [late, again, prompt, fixed] = [traceIdOn(2, 1), traceIdOn(3, 2), traceIdOn(4, 3), traceIdOn(5, 4)];
    const histories = [
      { traceId: late, events: [started(late), failure(late, "2024-03-05T10:00:00.000Z")] },
      {
        traceId: again,
        events: [
          started(again),
          failure(again, "2024-02-01T10:00:00.000Z"),
          failure(again, "2024-03-06T10:00:00.000Z", 1),
        ],
      },
      { traceId: prompt, events: [started(prompt), failure(prompt, "2024-01-04T10:00:00.000Z")] },
      {
        traceId: fixed,
        events: [started(fixed), failure(fixed, "2024-03-05T11:00:00.000Z"), completed(fixed, [])],
      },
    ];
    // One event at a time, so that the second run leaves the scope of its first failure.
    for (const { traceId, events } of histories)
      for (const event of events) await project({ traceId, events: [event] });
    const found = async (since: string) =>
      (await collect(failedSince(new Date(since), store))).map(({ trace_id }) => trace_id);
    const lists = async () => [
      await found("2024-03-05T10:00:00.000Z"),
      await found("2024-03-05T10:00:00.001Z"),
      await found("2024-01-04T00:00:00.000Z"),
      await found("2024-03-07T00:00:00.000Z"),
    ];
    const before = await lists();
    expect(before).toEqual([[again, late], [again], [prompt, again, late], []]);
    expect(await store.oldFilesFailedSince("2024-03-06")).toEqual(["2024-01-03"]);
    expect(await differencesFrom(...histories)).toEqual([]);
    await rebuildStatistics(logOf(...histories), dynamoDbStatisticsRebuilds(client, table));
    expect(await lists()).toEqual(before);
    expect(await differencesFrom(...histories)).toEqual([]);
  });

  test("of an earlier version have no dates of failures, so all failed runs are read", async () => {
    const old = traceIdOn(2, 1);
    const event = failed(old);
    const late = { ...event, metadata: { ...event.metadata, occurred_at: "2024-03-05T10:00:00.000Z" } };
    await project({ traceId: old, events: [started(old), late] });
    for await (const { Items = [] } of paginateScan({ client }, { TableName: table }))
      for (const { failures_listed, ...item } of Items)
        if (String(item.statistic_id).includes("failed#"))
          await client.send(
            new DeleteCommand({ TableName: table, Key: { statistic_id: item.statistic_id } }),
          );
        else if (failures_listed) await client.send(new PutCommand({ TableName: table, Item: item }));
    expect(await store.oldFilesFailedSince("2024-03-05")).toBeUndefined();
    const found = await collect(failedSince(new Date("2024-03-05T00:00:00Z"), store));
    expect(found.map(({ trace_id }) => trace_id)).toEqual([old]);
  });

  test("have the runs that failed or rejected a record by themselves, newest first, also among the runs of an earlier version", async () => {
    const REJECTING = [{ sources: { arxiv: { rejected: 2 } } }];
    const halted = [
      started(traceIdOn(2, 3)),
      batchDone(traceIdOn(2, 3), 1, REJECTING[0]),
      failed(traceIdOn(2, 3), 0, 1),
    ];
    const running = [started(traceIdOn(3, 4)), batchDone(traceIdOn(3, 4), 1, REJECTING[0])];
    const runs = [
      completedRun(traceIdOn(1, 0), REJECTING),
      completedRun(traceIdOn(2, 1), REJECTING),
      completedRun(traceIdOn(2, 2), [{}]),
      { traceId: traceIdOn(2, 3), events: halted },
      { traceId: traceIdOn(3, 4), events: running },
      completedRun(traceIdOn(3, 5), [{}]),
      { traceId: traceIdOn(4), events: [started(traceIdOn(4)), failed(traceIdOn(4))] },
    ];
    for (const run of runs) await project(run);
    const range = { from: new Date("2024-01-02T00:00:00Z"), to: new Date("2024-01-03T23:00:00Z") };
    const found = async (readStore = store) =>
      (await collect(readStore.runsWithReasons(range))).map(({ trace_id }) => trace_id);
    const expected = [traceIdOn(3, 4), traceIdOn(2, 3), traceIdOn(2, 1)];
    expect(await found()).toEqual(expected);
    // Runs without rejected records that completed are not even read.
    const reading = testClient(dynamoDb.endpoint);
    const keys = recordKeysRead(reading);
    expect(await found(storeWith(reading))).toEqual(expected);
    expect(
      keys
        .filter((key) => key.startsWith("run#"))
        .toSorted()
        .toReversed(),
    ).toEqual(expected.map((id) => `run#${id}`));
    const completedIds = (await collect(store.runsWith("completed"))).map(({ trace_id }) => trace_id);
    expect(completedIds).toEqual([traceIdOn(3, 5), traceIdOn(2, 2), traceIdOn(2, 1), traceIdOn(1, 0)]);

    const stored = await store.run(traceIdOn(2, 1));
    if (!stored) throw new Error("the run is not stored");
    await storeWithoutHours(client, table, stored);
    expect(await found()).toEqual(expected);
  });

  test("have the runs that redrive rejects of a run, and a rebuild makes the same lists", async () => {
    const redrive = traceIdOn(3);
    const [begun, ...more] = completedRun(redrive, [{}]).events;
    if (begun?.type !== "started") throw new Error("a run begins with started");
    const key = `raw-data/redrives/${oneRun.traceId}/papers-1.gz`;
    const again = { traceId: redrive, events: [{ ...begun, data: { ...begun.data, key } }, ...more] };
    await project(oneRun);
    await project({ ...again, events: again.events.toReversed() });
    const [from, to] = [new Date("2024-01-02T00:00:00Z"), new Date("2024-01-02T23:00:00Z")];
    const lists = async () => [
      await collect(store.days()),
      await collect(store.sources(range)),
      await collect(store.redrives({ from, to })),
    ];
    const before = await lists();
    expect(before[2]).toEqual([{ kind: "redrive", of: oneRun.traceId, by: redrive }]);
    expect(await collect(store.redrives({ from: to, to: new Date("2024-02-01T00:00:00Z") }))).toEqual([]);
    await rebuildStatistics(logOf(oneRun, again), dynamoDbStatisticsRebuilds(client, table));
    expect(await lists()).toEqual(before);
    expect(await differencesFrom(oneRun, again)).toEqual([]);
  });

  test("without a scope are reported as a difference, as after an earlier version", async () => {
    await project(oneRun);
    const day = (await itemsOf(client, table)).get("day#2024-01-02");
    const { run_date: _, ...unlisted } = day ?? {};
    await client.send(new PutCommand({ TableName: table, Item: unlisted }));
    expect(await differencesFrom(oneRun)).toEqual([
      { of: "day#2024-01-02", field: "is_listed", expected: true, found: false },
    ]);
  });
});

describe("a range of moments", () => {
  const minute = (nth: number) => new Date(Date.UTC(2024, 0, 2, 0, 0, 0, nth));

  test("gives the runs whose S3 event was in it, over all dates, and also for one status", async () => {
    const halted = traceIdOn(2, 30);
    const runs = [
      completedRun(traceIdOn(1, 5), [{}]),
      completedRun(traceIdOn(2, 10), [{}]),
      completedRun(traceIdOn(2, 20), [{}]),
      { traceId: halted, events: [started(halted), failed(halted)] },
    ];
    for (const run of runs) await project(run);
    const names = async (found: AsyncIterable<RunStatistics>) =>
      (await collect(found)).map(({ trace_id }) => runs.findIndex(({ traceId }) => traceId === trace_id));
    const [dayBefore, lateYear] = [new Date("2024-01-01T00:00:00Z"), new Date("2024-12-31T00:00:00Z")];
    expect(await names(store.runsBetween({ from: minute(10), to: minute(20) }))).toEqual([2, 1]);
    expect(await names(store.runsBetween({ from: dayBefore, to: minute(10) }))).toEqual([1, 0]);
    expect(await names(store.runsBetween({ from: dayBefore, to: lateYear }))).toEqual([3, 2, 1, 0]);
    expect(await names(store.runsWith("failed", undefined, { from: dayBefore, to: minute(30) }))).toEqual([
      3,
    ]);
    expect(await names(store.runsWith("failed", undefined, { from: minute(31), to: lateYear }))).toEqual([]);
  });
});

test("the reasons of rejected records are counted for the run, its day, its source and the total", async () => {
  await project(oneRun);
  const day = { kind: "day", date: "2024-01-02" } as const;
  for (const scope of [day, { ...day, kind: "source", source: "pubmed" }, { kind: "total" }] as const)
    expect((await store.tally(scope)).rejected_by_reason).toEqual({ "no-id": 2 });
  expect((await store.tally({ ...day, kind: "source", source: "arxiv" })).rejected_by_reason).toEqual({});
});

// The embedded DynamoDB has one copy of everything, so its eventually consistent reads return the same as consistent ones.
describe("the requests", () => {
  const recording = () => {
    const recorded = testClient(dynamoDb.endpoint);
    return { recorded, reads: recordReads(recorded) };
  };
  const inconsistent = (reads: readonly RecordedRequest[]) =>
    reads.filter(({ isConsistent }) => !isConsistent).map(({ command }) => command);

  test("for a commit or a comparison are consistent reads", async () => {
    const { recorded, reads } = recording();
    await dynamoDbStatisticsRebuilds(recorded, table).begin();
    await storeWith(recorded).readRuns([oneRun.traceId]);
    await storeWith(recorded).runs([oneRun.traceId]);
    await collect(storeWith(recorded).all());
    expect(new Set(reads.map(({ command }) => command))).toEqual(new Set(["Get", "BatchGet", "Scan"]));
    expect(inconsistent(reads)).toEqual([]);
  });

  test("for a display read the generations consistently, and the rest eventually consistently at half the price", async () => {
    const { recorded, reads } = recording();
    await storeWith(recorded).run(oneRun.traceId);
    await storeWith(recorded).tally({ kind: "total" });
    expect(reads.map(({ isConsistent }) => isConsistent)).toEqual([true, false, true, false]);
  });

  test("of a rebuild are consistent reads, also before it deletes", async () => {
    const { recorded, reads } = recording();
    await rebuildStatistics(logOf(oneRun), dynamoDbStatisticsRebuilds(recorded, table));
    // Only the tallies may be old, because the conditions of the transaction decide.
    expect(new Set(inconsistent(reads))).toEqual(new Set(["BatchGet"]));
    expect(reads.filter(({ command }) => command === "Scan").length).toBeGreaterThanOrEqual(2);
  });

  test("for tallies that DynamoDB leaves unprocessed are sent again, because an unprocessed tally is not an absent one", async () => {
    await project(oneRun);
    const stingy = testClient(dynamoDb.endpoint);
    const left = leaveHalfUnprocessed(stingy);
    let transactions = 0;
    beforeTransactions(stingy, async () => {
      transactions += 1;
    });
    const slower = completedRun(traceIdOn(2, 1), [
      { batchMs: 30, sources: { arxiv: { upserted: 1, bytes: 9 }, pubmed: { upserted: 1, bytes: 9 } } },
    ]);
    await project(slower, storeWith(stingy));
    expect(left.requests).toBeGreaterThan(1);
    expect(transactions).toBe(1);
    expect(await differencesFrom(oneRun, slower)).toEqual([]);
  });

  test("end when the signal aborts, however long DynamoDB leaves everything unprocessed", async () => {
    await project(oneRun);
    const starving = testClient(dynamoDb.endpoint);
    leaveUnprocessed(starving, "none");
    const time = new AbortController();
    const before = await readRun(traceIdOn(2, 1));
    const after = runOf(completedRun(traceIdOn(2, 1), [{}]));
    const committing = storeWith(starving).commit([changeOf(before, after)], time.signal);
    time.abort(new Error("time is over"));
    await expect(committing).rejects.toThrow();
  });
});

describe("the progress of the statistics", () => {
  const { traceId, events } = oneRun;
  const occurredAt = (seq: number) => events[seq]?.metadata.occurred_at ?? null;

  test("has no newest event if nothing was projected", async () => {
    expect(await store.countedUpTo()).toEqual({ newestEventAt: null, eventsBehind: 0 });
  });

  test("has the newest event of all slots, and the events that are known to be behind", async () => {
    const elsewhere = dynamoDbStatisticsStore(client, table, { firstSlot: 3 });
    await project({ traceId, events: events.slice(0, 1) });
    expect(await store.countedUpTo()).toEqual({ newestEventAt: occurredAt(0), eventsBehind: 0 });
    await project({ traceId, events: events.slice(3) }, elsewhere);
    expect(await store.countedUpTo()).toEqual({ newestEventAt: occurredAt(3), eventsBehind: 2 });
    await project({ traceId, events: events.slice(1, 2) });
    await project({ traceId, events: events.slice(2, 3) });
    expect(await store.countedUpTo()).toEqual({ newestEventAt: occurredAt(3), eventsBehind: 0 });
    expect((await itemsOf(client, table)).get("total")).toMatchObject({ events_behind: -2 });
    expect(await differencesFrom(oneRun)).toEqual([]);
  });

  test("moves also with an event that adds to no sum", async () => {
    const [again, later] = [started(traceId), failed(traceId, 0), failed(traceId, 1)].slice(1);
    await project({ traceId, events: [started(traceId), ...(again ? [again] : [])] });
    await project({ traceId, events: later ? [later] : [] });
    expect((await store.countedUpTo()).newestEventAt).toBe(later?.metadata.occurred_at);
  });

  test("begins with the next event after a version that did not store it", async () => {
    await project({ traceId, events: events.slice(0, 3) });
    for (const [id, item] of await itemsOf(client, table)) {
      if (id.startsWith("generations")) continue;
      const { newest_event_at, events_behind, tally, ...kept } = item;
      const { events_behind: _, ...olderTally } = z.record(z.string(), z.unknown()).parse(tally ?? {});
      const older = { ...kept, ...(tally !== undefined && { tally: olderTally }) };
      await client.send(new PutCommand({ TableName: table, Item: older }));
    }
    expect(await store.countedUpTo()).toEqual({ newestEventAt: null, eventsBehind: 0, isTimeUnknown: true });
    expect(await differencesFrom({ traceId, events: events.slice(0, 3) })).toEqual([]);
    await project(oneRun);
    expect(await store.countedUpTo()).toEqual({ newestEventAt: occurredAt(3), eventsBehind: 0 });
    expect(await differencesFrom(oneRun)).toEqual([]);
  });
});

describe("the slots of a sum", () => {
  const storeIn = (firstSlot: number, through = client) =>
    dynamoDbStatisticsStore(through, table, { firstSlot });
  const ids = async () => [...(await itemsOf(client, table)).keys()];

  test("are added up: counts, histogram, and the shortest and the longest time", async () => {
    const runs = [
      completedRun(traceIdOn(2), [{ batchMs: 20 }]),
      completedRun(traceIdOn(2, 1), [{ batchMs: 5 }]),
      completedRun(traceIdOn(2, 2), [{ batchMs: 70 }]),
    ];
    for (const [nth, run] of runs.entries()) await project(run, storeIn(9 * nth));
    expect(await ids()).toEqual(expect.arrayContaining(["total", "s9#total", "s18#day#2024-01-02"]));
    for (const scope of [{ kind: "total" }, { kind: "day", date: "2024-01-02" }] as const)
      expect(await store.tally(scope)).toMatchObject({
        runs_completed: 3,
        batches: 3,
        batch_ms_min: 5,
        batch_ms_max: 70,
        batch_ms_histogram: { [bucketOf(5)]: 1, [bucketOf(20)]: 1, [bucketOf(70)]: 1 },
      });
    expect(await differencesFrom(...runs)).toEqual([]);
  });

  test("may have a failure in one slot and its subtraction in another", async () => {
    const { traceId, events } = oneRun;
    const failure = failed(traceId);
    await project({ traceId, events: [started(traceId), failure] });
    await project(oneRun, storeIn(3));
    expect((await itemsOf(client, table)).get("s3#total")).toMatchObject({ runs_failed: -1 });
    expect(await store.tally({ kind: "total" })).toMatchObject({ runs_completed: 1, runs_failed: 0 });
    expect(await differencesFrom({ traceId, events: [...events, failure] })).toEqual([]);
  });

  test("change once if another process commits in the slot, and then stay", async () => {
    await readRun(oneRun.traceId);
    // The order of the codes: the run, the copy of the generations, and then the sums.
    const crowded = cancelling("None", "None", "TransactionConflict");
    const moving = dynamoDbStatisticsStore(crowded, table, { random: () => 0.5 });
    await project(oneRun, moving);
    const half = 1 + Math.floor((SLOTS.default - 1) / 2);
    expect(await ids()).toContain(`s${half}#total`);
    expect(await ids()).not.toContain("total");
    const next = completedRun(traceIdOn(2, 1), [{}]);
    await project(next, moving);
    expect((await ids()).filter((id) => id.endsWith("total"))).toEqual([`s${half}#total`]);
    expect(await differencesFrom(oneRun, next)).toEqual([]);
  });

  test("do not change if only the run is contested", async () => {
    await readRun(oneRun.traceId);
    await project(oneRun, storeWith(cancelling("TransactionConflict")));
    expect(await ids()).toContain("total");
  });

  test("each have a copy of the generations, and a commit checks no item that all slots share", async () => {
    const recorded = testClient(dynamoDb.endpoint);
    const transactions = recordTransactions(recorded);
    const inFive = storeIn(5, recorded);
    for (const nth of [0, 1, 2]) await project(completedRun(traceIdOn(2, nth), [{}]), inFive);
    const [copying, ...commits] = transactions;
    expect(copying).toEqual(["generations", "generations#5"]);
    expect(commits).toHaveLength(3);
    for (const keys of commits) {
      expect(keys).toContain("generations#5");
      expect(keys).toContain("s5#total");
      expect(keys).not.toContain("generations");
    }
  });

  test("get their copy from one of many projectors that begin at once, and all of them continue", async () => {
    const runs = Array.from({ length: 6 }, (_, nth) => completedRun(traceIdOn(2, nth), [{}]));
    await Promise.all(runs.map((run) => project(run, storeIn(7))));
    expect(await differencesFrom(...runs)).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    [
      "a sum in a slot that does not exist",
      { statistic_id: "s70#total" },
      /"s70#total".*slot 70.*only 64.*rebuild/,
    ],
    [
      "a copy of older generations",
      { statistic_id: "generations#5", live: 0, slots: 64, revision: 3 },
      /"generations#5".*revision 3.*revision 0.*rebuild/,
    ],
    [
      "a copy that cannot be read",
      { statistic_id: "generations#0", live: 0, slots: 400, revision: 0 },
      /"generations#0".*slots.*rebuild/,
    ],
    [
      "an impossible number of slots",
      { statistic_id: "generations", live: 0, slots: 101, revision: 1 },
      /"generations".*slots.*rebuild/,
    ],
  ])(
    "with %s are reported by a verification, and rebuilt",
    async (_what, item, message) => {
      await project(oneRun);
      await client.send(new PutCommand({ TableName: table, Item: item }));
      const { unreadable } = await verifyStatistics({ eventLog: logOf(oneRun), statistics: store });
      expect(unreadable).toEqual(expect.arrayContaining([expect.stringMatching(message)]));
      await rebuildStatistics(logOf(oneRun), dynamoDbStatisticsRebuilds(client, table));
      const verified = await verifyStatistics({ eventLog: logOf(oneRun), statistics: store });
      expect(verified).toMatchObject({ unreadableCount: 0, differenceCount: 0 });
    },
    30_000,
  );

  test("with a copy that cannot be read fail once, and then another slot is used", async () => {
    const item = { statistic_id: "generations#0", live: 0, slots: 400, revision: 0 };
    await client.send(new PutCommand({ TableName: table, Item: item }));
    await expect(project(oneRun)).rejects.toThrow('"generations#0" cannot be read');
    await project(oneRun);
    expect(await store.tally({ kind: "total" })).toMatchObject({ runs_completed: 1 });
  });

  test("have the default number if an earlier version wrote the generations", async () => {
    await client.send(
      new PutCommand({ TableName: table, Item: { statistic_id: "generations", live: 2, revision: 3 } }),
    );
    await project(oneRun);
    await project(completedRun(traceIdOn(2, 1), [{}]), storeIn(SLOTS.default - 1));
    expect(await ids()).toEqual(expect.arrayContaining(["g2#total", `g2#s${SLOTS.default - 1}#total`]));
    expect(await store.tally({ kind: "total" })).toMatchObject({ runs_completed: 2 });
  });

  test("get the number that a rebuild is given, or else keep their number", async () => {
    const runs = Array.from({ length: 4 }, (_, nth) => completedRun(traceIdOn(2, nth), [{}]));
    const rebuilds = dynamoDbStatisticsRebuilds(client, table);
    const slotsNow = async () => (await itemsOf(client, table)).get("generations")?.slots;
    await rebuildStatistics(logOf(), rebuilds, { slots: 3 });
    expect(await slotsNow()).toBe(3);
    for (const [nth, run] of runs.entries()) await project(run, storeIn(20 + nth));
    expect((await ids()).filter((id) => id.endsWith("#total")).toSorted()).toEqual(
      ["g1#s1#total", "g1#s2#total", "g1#total"].toSorted(),
    );
    expect(await differencesFrom(...runs)).toEqual([]);
    await rebuildStatistics(logOf(...runs), rebuilds);
    expect(await slotsNow()).toBe(3);
    await rebuildStatistics(logOf(...runs), rebuilds, { slots: 1 });
    await project(completedRun(traceIdOn(2, 9), [{}]), storeIn(63));
    expect((await ids()).filter((id) => /#s\d+#/.test(id))).toEqual([]);
    expect(await store.tally({ kind: "total" })).toMatchObject({ runs_completed: 5 });
  });
});
