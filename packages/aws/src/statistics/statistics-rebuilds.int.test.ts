import { setImmediate } from "node:timers/promises";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { projectRun } from "@paperledger/core/statistics/project-runs";
import {
  RebuildGivenUpError,
  rebuildStatistics,
  type StatisticsRebuild,
} from "@paperledger/core/statistics/rebuild-statistics";
import {
  arbitraryDeliveries,
  arbitraryRunOf,
  completedRun,
  logOf,
  type RunHistory,
  traceIdOn,
} from "@paperledger/core/statistics/run-events.fixture";
import { UnreadableStatisticError } from "@paperledger/core/statistics/unreadable-statistic";
import { verifyStatistics } from "@paperledger/core/statistics/verify";
import { dynamoDbForFile } from "@paperledger/embedded/embedded-dynamodb.fixture";
import type { RunEvent } from "@paperledger/events/run-event";
import { loseFirstAnswer } from "@paperledger/faults/dynamodb-faults";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { testClient } from "../tables/tables.fixture.ts";
import {
  beforeTransactions,
  inPagesOf,
  itemsOf,
  leaveHalfUnwritten,
  newStatisticsTable,
} from "./statistics.fixture.ts";
import { dynamoDbStatisticsRebuilds } from "./statistics-rebuilds.ts";
import { dynamoDbStatisticsStore } from "./statistics-store.ts";

const dynamoDb = await dynamoDbForFile();
let table: string;
const client = testClient(dynamoDb.endpoint);
beforeEach(async () => {
  table = await newStatisticsTable(client);
});

const storeOn = (at = table, through = client, firstSlot = 0) =>
  dynamoDbStatisticsStore(through, at, { firstSlot });
const rebuildsOn = (at = table, through = client) => dynamoDbStatisticsRebuilds(through, at);
const project = ({ traceId, events }: RunHistory, into = storeOn()) => projectRun(traceId, events, into);

const differencesFrom = async (log: readonly RunHistory[], at = table) =>
  (await verifyStatistics({ eventLog: logOf(...log), statistics: storeOn(at) })).differences;

const runs = [
  completedRun(traceIdOn(1), [{ batchMs: 20 }, { batchMs: 30 }]),
  completedRun(traceIdOn(1, 1), [{ batchMs: 5 }]),
  completedRun(traceIdOn(2), [{ batchMs: 500 }]),
] as const;
const [one, two, three] = runs;

test("a rebuild replaces wrong statistics by the fold of the log, and leaves none of their items", async () => {
  await project(one);
  await project(completedRun(traceIdOn(3), [{}]));
  expect(await differencesFrom(runs)).not.toEqual([]);
  await rebuildStatistics(logOf(...runs), rebuildsOn());
  expect(await differencesFrom(runs)).toEqual([]);
  const ids = [...(await itemsOf(client, table)).keys()];
  expect(ids.every((id) => id === "generations" || id.startsWith("g1#"))).toBe(true);
});

test("readers by run, date, status and sum see only the live statistics, before and after a rebuild", async () => {
  const seen = async () => ({
    run: await storeOn().run(one.traceId),
    onDate: await Array.fromAsync(storeOn().runsOn("2024-01-01")),
    completed: await Array.fromAsync(storeOn().runsWith("completed")),
    total: await storeOn().tally({ kind: "total" }),
    day: await storeOn().tally({ kind: "day", date: "2024-01-01" }),
  });
  for (const run of runs) await project(run);
  const before = await seen();
  expect(before.onDate).toHaveLength(2);
  const rebuild = await rebuildsOn().begin();
  await project(one, storeOn());
  await projectRun(two.traceId, two.events, rebuild);
  expect(await seen()).toEqual(before);
  await rebuildStatistics(logOf(...runs), rebuildsOn());
  expect(await seen()).toEqual(before);
});

test("during a rebuild, a projection writes both generations, so that nothing is missing after the switch", async () => {
  await project(one);
  const rebuild = await rebuildsOn().begin();
  await project(two);
  expect((await storeOn().run(two.traceId))?.run_status).toBe("completed");
  await projectRun(one.traceId, one.events, rebuild);
  await rebuild.switchOver();
  expect(await differencesFrom([one, two])).toEqual([]);
});

test("a projector that read before a rebuild began or ended still writes to the right generations", async () => {
  const slow = testClient(dynamoDb.endpoint);
  const projector = storeOn(table, slow);
  await project(one, projector);
  const steps: (() => Promise<unknown>)[] = [];
  beforeTransactions(slow, async () => steps.shift()?.());

  // Before the transaction is sent, a rebuild begins, and reads the log without the event.
  let rebuild = await rebuildsOn().begin();
  await rebuild.switchOver();
  steps.push(async () => {
    rebuild = await rebuildsOn().begin();
    await projectRun(one.traceId, one.events, rebuild);
  });
  await project(two, projector);
  expect(await differencesFrom([two])).toEqual([]);
  // Before the next transaction, the rebuild ends.
  steps.push(() => rebuild.switchOver());
  await project(three, projector);
  expect(await differencesFrom(runs)).toEqual([]);
  await Array.fromAsync(rebuild.deleteOthers());
  expect(await differencesFrom(runs)).toEqual([]);
});

test("a slot gets no copy of old generations if a rebuild begins before the copy is made", async () => {
  const slow = testClient(dynamoDb.endpoint);
  const steps: (() => Promise<unknown>)[] = [];
  beforeTransactions(slow, async () => steps.shift()?.());
  let rebuild: StatisticsRebuild | undefined;
  // The projector has read the generations, and is about to make its copy. The rebuild reads the log without the event.
  steps.push(async () => {
    rebuild = await rebuildsOn().begin();
  });
  await project(two, storeOn(table, slow, 5));
  expect((await storeOn().run(two.traceId))?.run_status).toBe("completed");
  await rebuild?.switchOver();
  expect(await differencesFrom([two])).toEqual([]);
});

test("an interrupted rebuild does not change the live statistics, and the next rebuild replaces it", async () => {
  for (const run of runs) await project(run);
  const cutOff = await rebuildsOn().begin();
  await projectRun(one.traceId, one.events.slice(0, 2), cutOff);
  expect(await differencesFrom(runs)).toEqual([]);
  await rebuildStatistics(logOf(...runs), rebuildsOn());
  expect(await differencesFrom(runs)).toEqual([]);
  await expect(projectRun(two.traceId, two.events, cutOff)).rejects.toThrow(RebuildGivenUpError);
  await expect(cutOff.switchOver()).rejects.toThrow(RebuildGivenUpError);
  expect(await differencesFrom(runs)).toEqual([]);
  expect([...(await itemsOf(client, table)).keys()].some((id) => id.startsWith("g1#"))).toBe(false);
});

test("after a rebuild is given up, projections do not write it, and the next rebuild contains nothing of it", async () => {
  for (const run of runs) await project(run);
  const half = await rebuildsOn().begin();
  const [first] = runs;
  if (!first) throw new Error("one run expected");
  await projectRun(first.traceId, first.events.slice(0, 2), half);
  await half.giveUp();
  expect((await storeOn().readRuns([first.traceId])).runs[0]?.building).toBeUndefined();
  await rebuildStatistics(logOf(...runs), rebuildsOn());
  expect(await differencesFrom(runs)).toEqual([]);
});

test("a switch whose answer was lost has taken effect", async () => {
  const lossy = testClient(dynamoDb.endpoint);
  const rebuild = await rebuildsOn(table, lossy).begin();
  const seen = loseFirstAnswer(lossy, "PutItemCommand");
  await projectRun(one.traceId, one.events, rebuild);
  await rebuild.switchOver();
  expect(seen.sent).toBeGreaterThan(1);
  expect(await differencesFrom([one])).toEqual([]);
});

test("a rebuild reads and deletes page by page, and reports its progress", async () => {
  const many = Array.from({ length: 9 }, (_, nth) => completedRun(traceIdOn(1, nth), [{}]));
  for (const run of many) await project(run);
  const paging = testClient(dynamoDb.endpoint);
  const seen = inPagesOf(paging, 4);
  const told: unknown[] = [];
  const done = await rebuildStatistics(logOf(...many), rebuildsOn(table, paging), {
    onProgress: (progress) => told.push(progress),
  });
  expect(seen.pages).toBeGreaterThan(4);
  expect(done).toEqual({ step: "done", events: 27, runs: 9, deleted: 9 + 3, unreadable: 0 });
  expect(told.length).toBeGreaterThan(9 + 4);
  expect(told.at(-1)).toEqual(done);
});

const arbitraryLog = fc.tuple(
  ...[traceIdOn(1), traceIdOn(1, 1), traceIdOn(2), traceIdOn(2, 1)].map((traceId) =>
    arbitraryRunOf(traceId, 5).chain((run) =>
      fc.record({ run: fc.constant(run), deliveries: arbitraryDeliveries(run.events) }),
    ),
  ),
);

test("the statistics are the fold of the log, whatever is appended and projected during rebuilds, also if some are given up", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryLog, fc.scheduler(), async (log, scheduler) => {
      const at = await newStatisticsTable(client);
      const appended = new Map<string, RunEvent[]>();
      // An event is appended before it is delivered, because a stream is behind its table.
      const append = (traceId: string, events: readonly RunEvent[]) => {
        const ofRun = appended.get(traceId) ?? [];
        const known = new Set(ofRun.map(({ metadata }) => metadata.seq));
        appended.set(traceId, [...ofRun, ...events.filter(({ metadata }) => !known.has(metadata.seq))]);
      };
      const eventLog = {
        async *allEvents() {
          for (const events of [...appended.values()]) yield* events;
        },
        async *eventsOf(traceId: string) {
          yield* appended.get(traceId) ?? [];
        },
      };
      const deliveries = log.flatMap(({ run, deliveries }) =>
        deliveries.map((events) => ({ traceId: run.traceId, events })),
      );
      const projectors = [0, 1].map(async (nth) => {
        const store = storeOn(at, client, 7 * nth);
        for (const { traceId, events } of deliveries.filter((_, index) => index % 2 === nth)) {
          await scheduler.schedule(Promise.resolve());
          append(traceId, events);
          await scheduler.schedule(Promise.resolve());
          await projectRun(traceId, events, store);
        }
      });
      const rebuilders = [1, 5].map(async (slots) => {
        for (let times = 0; times < 2; times++) {
          await scheduler.schedule(Promise.resolve());
          await rebuildStatistics(eventLog, rebuildsOn(at), { slots }).catch((error) => {
            if (!(error instanceof RebuildGivenUpError)) throw error;
          });
        }
      });
      const done = Promise.all([...projectors, ...rebuilders]);
      let isDone = false;
      const ended = done.finally(() => {
        isDone = true;
      });
      while (!isDone) {
        if (scheduler.count() > 0) await scheduler.waitOne();
        else await setImmediate();
      }
      await ended;
      expect((await verifyStatistics({ eventLog, statistics: storeOn(at) })).differences).toEqual([]);
    }),
    { numRuns: 20, seed: 20240104 },
  );
});

test("a rebuild that has ended deletes nothing of another rebuild's generation", async () => {
  await project(one);
  const ended = await rebuildsOn().begin();
  await ended.switchOver();
  const other = await rebuildsOn().begin();
  await projectRun(one.traceId, one.events, other);
  const built = async () => [...(await itemsOf(client, table))].filter(([id]) => id.startsWith("g3#"));
  const before = await built();
  expect(before).toHaveLength(4);
  await Array.fromAsync(ended.deleteOthers());
  expect(await built()).toEqual(before);
});

test("a rebuild deletes nothing of a rebuild that begins while the first one searches items to delete", async () => {
  const scanning = testClient(dynamoDb.endpoint);
  const ended = await rebuildsOn(table, scanning).begin();
  await ended.switchOver();
  let other: StatisticsRebuild | undefined;
  scanning.middlewareStack.add((next, { commandName }) => async (args) => {
    if (commandName === "ScanCommand") {
      other = await rebuildsOn().begin();
      await projectRun(one.traceId, one.events, other);
    }
    return next(args);
  });
  await Array.fromAsync(ended.deleteOthers());
  await other?.switchOver();
  expect(await differencesFrom([one])).toEqual([]);
});

test("items that DynamoDB leaves unprocessed are deleted with the next request, in the order of the pages", async () => {
  const many = Array.from({ length: 30 }, (_, nth) => completedRun(traceIdOn(1, nth), [{}]));
  for (const run of many) await project(run);
  const stingy = testClient(dynamoDb.endpoint);
  const seen = leaveHalfUnwritten(stingy);
  await rebuildStatistics(logOf(...many), rebuildsOn(table, stingy));
  expect(seen.requests).toBeGreaterThan(2);
  const ids = [...(await itemsOf(client, table)).keys()];
  expect(ids.filter((id) => id !== "generations" && !id.startsWith("g1#"))).toEqual([]);
});

test("items that were left under the keys of a new generation are not in it", async () => {
  for (const run of runs) await project(run);
  for (const item of [
    { statistic_id: "g1#total", processed: "many" },
    { statistic_id: `g1#run#${one.traceId}`, revision: 1 },
  ])
    await client.send(new PutCommand({ TableName: table, Item: item }));
  await rebuildStatistics(logOf(...runs), rebuildsOn());
  expect(await differencesFrom(runs)).toEqual([]);
});

describe("if the item of the generations cannot be read", () => {
  const spoil = (item: Record<string, unknown>) =>
    client.send(new PutCommand({ TableName: table, Item: { statistic_id: "generations", ...item } }));

  test("a projection writes nothing, and its error names the item", async () => {
    await spoil({ live: "0" });
    await expect(project(one)).rejects.toThrow(UnreadableStatisticError);
    await expect(project(one)).rejects.toThrow('"generations" cannot be read');
    expect([...(await itemsOf(client, table)).keys()]).toEqual(["generations"]);
  });

  test("lists are of the generation that is still readable in the item", async () => {
    await project(one);
    await rebuildStatistics(logOf(one), rebuildsOn());
    await spoil({ live: 1, revision: -1 });
    const messages: string[] = [];
    const listed = await Array.fromAsync(
      storeOn().runsOn("2024-01-01", ({ message }) => messages.push(message)),
    );
    expect(listed.map(({ trace_id }) => trace_id)).toEqual([one.traceId]);
    expect(messages).toEqual([expect.stringMatching(/"generations".*revision.*rebuild/)]);
    await expect(Array.fromAsync(storeOn().runsOn("2024-01-01"))).rejects.toThrow(UnreadableStatisticError);
  });

  test.each([{}, { live: 0, revision: 0.5 }, { live: null, building: 1, revision: 7 }, { live: "1" }])(
    "a rebuild replaces it (%j), and projections continue",
    async (item) => {
      await project(one);
      await spoil(item);
      await rebuildStatistics(logOf(one, two), rebuildsOn());
      expect(await differencesFrom([one, two])).toEqual([]);
      await project(three);
      expect(await differencesFrom(runs)).toEqual([]);
    },
  );
});
