import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { projectRun } from "@paperledger/core/statistics/project-runs";
import { RebuildGivenUpError, rebuildStatistics } from "@paperledger/core/statistics/rebuild-statistics";
import { completedRun, traceIdOn } from "@paperledger/core/statistics/run-events.fixture";
import type { StatisticsStore } from "@paperledger/core/statistics/statistics-store";
import { verifyStatistics } from "@paperledger/core/statistics/verify";
import { dynamoDbForFile } from "@paperledger/embedded/embedded-dynamodb.fixture";
import type { RunEvent } from "@paperledger/events/run-event";
import { expect, test } from "vitest";
import { testClient } from "../tables/tables.fixture.ts";
import { dieAfter, itemsOf, newStatisticsTable } from "./statistics.fixture.ts";
import { dynamoDbStatisticsRebuilds } from "./statistics-rebuilds.ts";
import { dynamoDbStatisticsStore } from "./statistics-store.ts";

const dynamoDb = await dynamoDbForFile();
const client = testClient(dynamoDb.endpoint);

/** Runs of three events each. */
const RUNS = [0, 1].map((nth) => completedRun(traceIdOn(1, nth), [{}]));

/**
 * Returns a table, its event log, and two projectors in two slots. Each projector has projected the first event of each of its runs. So
 * both slots have a copy of the generations, and both projectors remember their copy.
 */
async function givenProjectors() {
  const table = await newStatisticsTable(client);
  const appended = new Map<string, RunEvent[]>();
  const eventLog = {
    async *allEvents() {
      for (const events of [...appended.values()]) yield* [...events];
    },
    async *eventsOf(traceId: string) {
      yield* appended.get(traceId) ?? [];
    },
  };
  const projectors = [0, 7].map((firstSlot) => dynamoDbStatisticsStore(client, table, { firstSlot }));
  /** Appends the event with this `seq` of each run, and projects it with one of the projectors. */
  async function projectNext(seq: number) {
    for (const [nth, { traceId, events }] of RUNS.entries()) {
      const event = events[seq];
      const store = projectors[nth % 2];
      if (!event || !store) continue;
      appended.set(traceId, [...(appended.get(traceId) ?? []), event]);
      await projectRun(traceId, [event], store);
    }
  }
  await projectNext(0);
  return { table, eventLog, projectNext };
}

const storeOf = (table: string): StatisticsStore => dynamoDbStatisticsStore(client, table);

async function mustBeExact({ table, eventLog }: Awaited<ReturnType<typeof givenProjectors>>) {
  const verified = await verifyStatistics({ eventLog, statistics: storeOf(table) });
  expect(verified.differences).toEqual([]);
  return verified;
}

const rebuildBy = (
  { table, eventLog }: Awaited<ReturnType<typeof givenProjectors>>,
  through: DynamoDBDocumentClient,
  slots?: number,
) => rebuildStatistics(eventLog, dynamoDbStatisticsRebuilds(through, table), { slots });

/**
 * Runs a case for the first request of a rebuild, for the second, and so on, until the rebuild makes no request with that number.
 *
 * @returns the number of requests
 */
async function forEachRequest(work: (request: number) => Promise<boolean>): Promise<number> {
  let request = 0;
  while (await work(request + 1)) request += 1;
  return request;
}

test("a rebuild that is killed after any of its requests leaves exact statistics, and so does the next rebuild", async () => {
  let outOfStep = 0;
  const requests = await forEachRequest(async (request) => {
    const given = await givenProjectors();
    const dying = testClient(dynamoDb.endpoint);
    const { isDead } = dieAfter(dying, request);
    await rebuildBy(given, dying, 3).catch((error) => {
      if (!isDead()) throw error;
    });
    dying.destroy();
    await given.projectNext(1);
    outOfStep += (await mustBeExact(given)).unreadableCount > 0 ? 1 : 0;

    await rebuildBy(given, client, 5);
    await given.projectNext(2);
    expect((await mustBeExact(given)).unreadableCount).toBe(0);
    const items = await itemsOf(client, given.table);
    const prefix = `g${items.get("generations")?.live}#`;
    const others = [...items.keys()].filter((id) => !id.startsWith("generations") && !id.startsWith(prefix));
    expect(others).toEqual([]);
    return isDead();
  });
  expect(requests).toBeGreaterThan(20);
  // Copies are out of step only between the change of the generations and the deletion of the last copy.
  expect(outOfStep).toBeGreaterThan(0);
});

test("a second rebuild and projections after any request of a first rebuild, which then continues, leave exact statistics", async () => {
  await forEachRequest(async (request) => {
    const given = await givenProjectors();
    const slow = testClient(dynamoDb.endpoint);
    let sent = 0;
    slow.middlewareStack.add((next) => async (args) => {
      sent += 1;
      const isHere = sent === request;
      const answer = await next(args);
      if (!isHere) return answer;
      await given.projectNext(1);
      await rebuildBy(given, client, 5);
      return answer;
    });
    await rebuildBy(given, slow, 3).catch((error) => {
      if (!(error instanceof RebuildGivenUpError)) throw error;
    });
    slow.destroy();
    await given.projectNext(2);
    await mustBeExact(given);
    return sent >= request;
  });
});
