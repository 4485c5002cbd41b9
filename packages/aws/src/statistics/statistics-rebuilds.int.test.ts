import { setImmediate } from "node:timers/promises";
import { type DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
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
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import type { RunEvent } from "@paperledger/events/run-event";
import { loseFirstAnswer } from "@paperledger/faults/dynamodb-faults";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
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

let dynamoDb: EmbeddedDynamoDb;
let client: DynamoDBDocumentClient;
let table: string;
beforeAll(async () => {
  dynamoDb = await startEmbeddedDynamoDb();
  client = testClient(dynamoDb.endpoint);
});
beforeEach(async () => {
  table = await newStatisticsTable(client);
});
afterAll(() => dynamoDb.stop());

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

test("statistics that are wrong are the fold of the log after a rebuild, and nothing of them is left", async () => {
  await project(one);
  await project(completedRun(traceIdOn(3), [{}]));
  expect(await differencesFrom(runs)).not.toEqual([]);
  await rebuildStatistics(logOf(...runs), rebuildsOn());
  expect(await differencesFrom(runs)).toEqual([]);
  const ids = [...(await itemsOf(client, table)).keys()];
  expect(ids.every((id) => id === "generations" || id.startsWith("g1#"))).toBe(true);
});

test("readers see the live statistics alone, by run, date, status and sum, before and after", async () => {
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

test("while a rebuild goes on, a projection writes both, so that nothing is missing after the switch", async () => {
  await project(one);
  const rebuild = await rebuildsOn().begin();
  await project(two);
  expect((await storeOn().run(two.traceId))?.run_status).toBe("completed");
  await projectRun(one.traceId, one.events, rebuild);
  await rebuild.switchOver();
  expect(await differencesFrom([one, two])).toEqual([]);
});

test("a projector that read before a rebuild began, or before it ended, writes where it has to all the same", async () => {
  const slow = testClient(dynamoDb.endpoint);
  const projector = storeOn(table, slow);
  await project(one, projector);
  const steps: (() => Promise<unknown>)[] = [];
  beforeTransactions(slow, async () => steps.shift()?.());

  // Before its transaction is sent, a rebuild begins and reads the log without the event.
  let rebuild = await rebuildsOn().begin();
  await rebuild.switchOver();
  steps.push(async () => {
    rebuild = await rebuildsOn().begin();
    await projectRun(one.traceId, one.events, rebuild);
  });
  await project(two, projector);
  expect(await differencesFrom([two])).toEqual([]);
  // And before the next one, the rebuild ends.
  steps.push(() => rebuild.switchOver());
  await project(three, projector);
  expect(await differencesFrom(runs)).toEqual([]);
  await Array.fromAsync(rebuild.deleteOthers());
  expect(await differencesFrom(runs)).toEqual([]);
});

test("a slot gets no copy of how the generations were before a rebuild that began meanwhile", async () => {
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

test("a rebuild that was cut off leaves the live statistics as they are, and the next one ends it", async () => {
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

test("a rebuild that is given up is built no longer, and nothing that it left is in the next one", async () => {
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

test("a switch whose answer got lost is a switch", async () => {
  const lossy = testClient(dynamoDb.endpoint);
  const rebuild = await rebuildsOn(table, lossy).begin();
  const seen = loseFirstAnswer(lossy, "PutItemCommand");
  await projectRun(one.traceId, one.events, rebuild);
  await rebuild.switchOver();
  expect(seen.sent).toBeGreaterThan(1);
  expect(await differencesFrom([one])).toEqual([]);
});

test("a rebuild reads and deletes by pages, and tells how far it is", async () => {
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

test("whatever is appended and projected while rebuilds go on, some of them given up, the statistics are the fold of the log", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryLog, fc.scheduler(), async (log, scheduler) => {
      const at = await newStatisticsTable(client);
      const appended = new Map<string, RunEvent[]>();
      // Appended before it is delivered, as a stream is behind its table.
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
}, 240_000);

test("a rebuild that has ended deletes nothing of what another builds by then", async () => {
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

test("a rebuild deletes nothing of what another begins to build while it looks for what to delete", async () => {
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

test("what DynamoDB leaves undeleted is deleted with the next request, in the order of the pages", async () => {
  const many = Array.from({ length: 30 }, (_, nth) => completedRun(traceIdOn(1, nth), [{}]));
  for (const run of many) await project(run);
  const stingy = testClient(dynamoDb.endpoint);
  const seen = leaveHalfUnwritten(stingy);
  await rebuildStatistics(logOf(...many), rebuildsOn(table, stingy));
  expect(seen.requests).toBeGreaterThan(2);
  const ids = [...(await itemsOf(client, table)).keys()];
  expect(ids.filter((id) => id !== "generations" && !id.startsWith("g1#"))).toEqual([]);
});

test("what an interrupted rebuild, or anybody, left under the keys of a new generation is not in it", async () => {
  for (const run of runs) await project(run);
  for (const item of [
    { statistic_id: "g1#total", processed: "many" },
    { statistic_id: `g1#run#${one.traceId}`, revision: 1 },
  ])
    await client.send(new PutCommand({ TableName: table, Item: item }));
  await rebuildStatistics(logOf(...runs), rebuildsOn());
  expect(await differencesFrom(runs)).toEqual([]);
});

describe("where the item that says which statistics are live cannot be read", () => {
  const spoil = (item: Record<string, unknown>) =>
    client.send(new PutCommand({ TableName: table, Item: { statistic_id: "generations", ...item } }));

  test("a projection writes nothing, and says which item it is", async () => {
    await spoil({ live: "0" });
    await expect(project(one)).rejects.toThrow(UnreadableStatisticError);
    await expect(project(one)).rejects.toThrow('"generations" cannot be read');
    expect([...(await itemsOf(client, table)).keys()]).toEqual(["generations"]);
  });

  test("lists are of the generation that it still names", async () => {
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
    "a rebuild replaces it (%j), and projections go on",
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
