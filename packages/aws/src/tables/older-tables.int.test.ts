import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { projectRun } from "@paperledger/core/statistics/project-runs";
import { completedRun, traceIdOn } from "@paperledger/core/statistics/run-events.fixture";
import { beforeEach, expect, test } from "vitest";
import { eventItem } from "../event-log/event-item.ts";
import { layoutProbe } from "../probes/layout-probe.ts";
import { findings, findingsText } from "../probes/probe.ts";
import { itemsOf, newStatisticsTable } from "../statistics/statistics.fixture.ts";
import { dynamoDbStatisticsStore } from "../statistics/statistics-store.ts";
import { olderEvent, olderRun, olderTotal } from "./older-items.fixture.ts";
import { OlderTableError, refuseOlderTables } from "./older-tables.ts";
import { TEST_TABLES, tablesForFile, testClient } from "./tables.fixture.ts";

const dynamoDb = await tablesForFile();
let statistics: string;
const client = testClient(dynamoDb.endpoint);
beforeEach(async () => {
  statistics = await newStatisticsTable(client);
  await emptyRuns();
});

const { runs } = TEST_TABLES;
const put = (TableName: string, Item: Record<string, unknown>) =>
  client.send(new PutCommand({ TableName, Item }));
const refused = () => refuseOlderTables(client, { runs, statistics });

let putEvents: { trace_id: string; seq: number }[] = [];
async function putEvent(item: { trace_id: string; seq: number }) {
  await put(runs, item);
  putEvents.push({ trace_id: item.trace_id, seq: item.seq });
}
async function emptyRuns() {
  for (const Key of putEvents) await client.send(new DeleteCommand({ TableName: runs, Key }));
  putEvents = [];
}

const { traceId, events } = completedRun(traceIdOn(1), [{}]);

test("empty tables, and tables with current items, have the current layout", async () => {
  await refused();
  for (const event of events) await putEvent(eventItem(event));
  await projectRun(traceId, events, dynamoDbStatisticsStore(client, statistics));
  await refused();
});

test("a runs table with older events is refused in one line that names it and says how to begin again", async () => {
  for (let seq = 0; seq < 30; seq++) await putEvent(olderEvent(traceId, seq));
  await expect(refused()).rejects.toThrow(OlderTableError);
  await expect(refused()).rejects.toThrow(
    new RegExp(
      `^table ${runs} is of an older layout, .*docs/operations.md .*Begin again from the raw bucket"$`,
    ),
  );
});

test("a statistics table with older runs or older sums is refused", async () => {
  await put(statistics, olderRun(traceId));
  await expect(refused()).rejects.toMatchObject({ table: statistics });
  await client.send(new DeleteCommand({ TableName: statistics, Key: { statistic_id: `run#${traceId}` } }));
  await refused();
  await put(statistics, olderTotal);
  await expect(refused()).rejects.toMatchObject({ table: statistics });
});

test("a table with current items is accepted, even with a whole run of older items", async () => {
  for (let seq = 0; seq < 120; seq++) await putEvent(olderEvent(traceIdOn(2), seq));
  for (const event of events) await putEvent(eventItem(event));
  await projectRun(traceId, events, dynamoDbStatisticsStore(client, statistics));
  await put(statistics, olderRun(traceIdOn(2)));
  await refused();
});

test("a table with unreadable items is accepted", async () => {
  await putEvent({ trace_id: "x", seq: 1 });
  await put(statistics, { statistic_id: "total", failed: "1" });
  await put(statistics, { statistic_id: "day#2024-01-01", tally: null });
  await refused();
});

test("the error of a refused request is thrown unchanged", async () => {
  await expect(refuseOlderTables(client, { runs: "not-there", statistics })).rejects.not.toThrow(
    OlderTableError,
  );
});

const probed = async () =>
  findingsText(await findings([layoutProbe(client, { setting: "STATISTICS_TABLE", table: statistics })]));

test("the projector's probe refuses older sums in any live generation, and accepts current sums", async () => {
  expect(await probed()).toBe("");
  await put(statistics, olderTotal);
  expect(await probed()).toMatch(
    /^STATISTICS_TABLE: table statistics-\d+ is of an older layout.*Begin again/,
  );
  await put(statistics, { statistic_id: "generations", live: 4, revision: 4 });
  expect(await probed()).toBe("");
  await put(statistics, { ...olderTotal, statistic_id: "g4#total" });
  expect(await probed()).toContain("older layout");
});

test("the projector's probe accepts a sum without rejected records, and a sum that cannot be read", async () => {
  await projectRun(traceId, events, dynamoDbStatisticsStore(client, statistics));
  expect((await itemsOf(client, statistics)).get("total")).not.toHaveProperty("rejected");
  expect(await probed()).toBe("");
  await put(statistics, { statistic_id: "total", processed: "many" });
  await put(statistics, { statistic_id: "generations", live: "many" });
  expect(await probed()).toBe("");
});
