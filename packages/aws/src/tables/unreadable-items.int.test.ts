import { CreateTableCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { EventLog } from "@paperledger/core/runs/event-log";
import { stuckRuns } from "@paperledger/core/runs/stuck-runs";
import { projectRun } from "@paperledger/core/statistics/project-runs";
import { rebuildStatistics } from "@paperledger/core/statistics/rebuild-statistics";
import { completedRun, failed, started, traceIdOn } from "@paperledger/core/statistics/run-events.fixture";
import { RUN_STATUSES } from "@paperledger/core/statistics/run-statistics";
import type { StatisticsStore } from "@paperledger/core/statistics/statistics-store";
import { UnreadableStatisticError } from "@paperledger/core/statistics/unreadable-statistic";
import { verifyStatistics } from "@paperledger/core/statistics/verify";
import { dynamoDbForFile } from "@paperledger/embedded/embedded-dynamodb.fixture";
import fc from "fast-check";
import { expect, test } from "vitest";
import { dynamoDbClient, emulatedAt } from "../clients/clients.ts";
import { eventItem } from "../event-log/event-item.ts";
import { dynamoDbEventLog } from "../event-log/event-log.ts";
import { itemsOf } from "../statistics/statistics.fixture.ts";
import { dynamoDbStatisticsRebuilds } from "../statistics/statistics-rebuilds.ts";
import { dynamoDbStatisticsStore } from "../statistics/statistics-store.ts";
import { arbitrarilyBroken, arbitraryItem, type RawItem } from "./attribute-values.fixture.ts";
import { createTableInput, TABLE_SHAPES } from "./table-definitions.ts";
import { testClient } from "./tables.fixture.ts";

const dynamoDb = await dynamoDbForFile();
const raw = dynamoDbClient(emulatedAt(dynamoDb.endpoint));

const GOOD_RUNS = [
  completedRun(traceIdOn(1), [{ batchMs: 20 }, { sources: { pubmed: { rejected: 2, bytes: 9 } } }]),
  completedRun(traceIdOn(1, 1), [{}]),
  { traceId: traceIdOn(2), events: [started(traceIdOn(2)), failed(traceIdOn(2))] },
];
const goodEvents = GOOD_RUNS.flatMap(({ events }) => events.map((event) => marshall(eventItem(event))));

let tablesMade = 0;

/** Returns tables with good runs, which are appended and projected. The runs table needs no stream here. */
async function ledgerOfGoodRuns() {
  tablesMade += 1;
  const [runs, statisticsTable] = [`runs-${tablesMade}`, `statistics-of-${tablesMade}`];
  await raw.send(new CreateTableCommand(createTableInput(runs, { ...TABLE_SHAPES.runs, stream: false })));
  await raw.send(new CreateTableCommand(createTableInput(statisticsTable, TABLE_SHAPES.statistics)));
  const client = testClient(dynamoDb.endpoint);
  const statistics = dynamoDbStatisticsStore(client, statisticsTable);
  for (const Item of goodEvents) await raw.send(new PutItemCommand({ TableName: runs, Item }));
  for (const { traceId, events } of GOOD_RUNS) await projectRun(traceId, events, statistics);
  return {
    runs,
    statisticsTable,
    client,
    statistics,
    eventLog: dynamoDbEventLog({ client, table: runs }),
    rebuilds: dynamoDbStatisticsRebuilds(client, statisticsTable),
  };
}

interface Planted {
  readonly table: "runs" | "statistics";
  readonly item: RawItem;
}

const EVENT_ATTRIBUTES = ["event_id", "type", "occurred_at", "schema_version", "data"];
const eventKeys = fc.record({
  trace_id: fc
    .constantFrom(
      traceIdOn(1),
      traceIdOn(3),
      "x",
      "batch-20240231-01HRJTHFZZA8X7YNZFJZ930ZA3",
      "batch-99991231-7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
      "batch-20240309-8ZZZZZZZZZZZZZZZZZZZZZZZZZ",
    )
    .map((S) => ({ S })),
  seq: fc.constantFrom("0", "1", "9", "-2", "0.5", "1000000007", "1e30").map((N) => ({ N })),
});
const STATISTIC_ATTRIBUTES = [
  "revision",
  "tally",
  "by_source",
  "statistics",
  "applied",
  "live",
  "slots",
  "building",
  "total",
  "rejected",
];
const statisticIds = fc
  .constantFrom(
    `run#${traceIdOn(1)}`,
    `run#${traceIdOn(3)}`,
    "run#",
    "run#batch-20240231-01HRJTHFZZA8X7YNZFJZ930ZA3",
    "total",
    "day#2024-01-01",
    "day#2024-13-01",
    "source#2024-01-01#arxiv",
    "source#2024-01-01#",
    "generations",
    "generations#0",
    "generations#7",
    "s3#total",
    "s99#day#2024-01-01",
    "g1#total",
    "g1#s2#total",
    "g1#generations",
    `g1#run#${traceIdOn(1)}`,
    "g99999999999999999999#total",
    "anything",
  )
  .map((S) => ({ statistic_id: { S } }));

const withKey = (items: fc.Arbitrary<RawItem>, keys: fc.Arbitrary<RawItem>) =>
  fc.tuple(items, keys).map(([item, key]) => ({ ...item, ...key }));

const ownKey = ({ trace_id, seq }: RawItem): RawItem => ({
  ...(trace_id && { trace_id }),
  ...(seq && { seq }),
});

/** Generates items of the log: any item under any key, or a broken event under its own key or another key. */
const arbitraryEventItem: fc.Arbitrary<Planted> = fc
  .oneof(
    withKey(arbitraryItem(EVENT_ATTRIBUTES), eventKeys),
    fc
      .constantFrom(...goodEvents)
      .chain((good) => withKey(arbitrarilyBroken(good), fc.oneof(fc.constant(ownKey(good)), eventKeys))),
  )
  .map((item) => ({ table: "runs", item }));

/** Generates such items of the statistics from these good items. */
const arbitraryStatisticItem = (good: readonly RawItem[]): fc.Arbitrary<Planted> =>
  fc
    .oneof(
      withKey(arbitraryItem(STATISTIC_ATTRIBUTES), statisticIds),
      fc
        .constantFrom(...good)
        .chain((item) =>
          withKey(
            arbitrarilyBroken(item),
            fc.oneof(fc.constant({ statistic_id: item.statistic_id ?? { S: "total" } }), statisticIds),
          ),
        ),
    )
    .map((item) => ({ table: "statistics", item }));

test("items that something else wrote among good items never stop a reader, and rebuild makes the statistics right", async () => {
  const model = await ledgerOfGoodRuns();
  const goodStatistics = [...(await itemsOf(model.client, model.statisticsTable)).values()].map((item) =>
    marshall(item),
  );
  const planted = fc.array(fc.oneof(arbitraryEventItem, arbitraryStatisticItem(goodStatistics)), {
    minLength: 1,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(planted, async (items) => {
      const ledger = await ledgerOfGoodRuns();
      for (const { table, item } of items) {
        const TableName = table === "runs" ? ledger.runs : ledger.statisticsTable;
        const isPut = await raw.send(new PutItemCommand({ TableName, Item: item })).then(
          () => true,
          ({ name }) => name !== "ValidationException",
        );
        fc.pre(isPut);
      }
      await verifyStatistics(ledger);
      await readAll(ledger);

      const rebuilt = await rebuildStatistics(ledger.eventLog, ledger.rebuilds);
      const verified = await verifyStatistics(ledger);
      expect(verified.differences).toEqual([]);
      expect(verified.unreadableCount).toBe(rebuilt.unreadable);
      for (const message of verified.unreadable) expect(message).toMatch(/^the event of run [^\n]{1,600}$/);
    }),
    { numRuns: 25 },
  );
});

/** Reads everything that the commands and the dashboard read. */
async function readAll({
  eventLog,
  statistics,
}: {
  readonly eventLog: EventLog;
  readonly statistics: StatisticsStore;
}): Promise<void> {
  const messages: string[] = [];
  const note = ({ message }: Error) => messages.push(message);
  for (const date of ["2024-01-01", "2024-01-03"]) await Array.fromAsync(statistics.runsOn(date, note));
  for (const status of RUN_STATUSES) await Array.fromAsync(statistics.runsWith(status, note));
  await statistics.runs([traceIdOn(1), traceIdOn(2), traceIdOn(3)], note);
  await Array.fromAsync(statistics.all(note));
  await Array.fromAsync(eventLog.allEvents(note));
  for (const traceId of [traceIdOn(1), traceIdOn(3)]) await Array.fromAsync(eventLog.eventsOf(traceId, note));
  await Array.fromAsync(stuckRuns({ eventLog, statistics }, new Date(), note));
  for (const read of [
    () => statistics.tally({ kind: "total" }),
    () => statistics.tally({ kind: "day", date: "2024-01-01" }),
    () => statistics.run(traceIdOn(1)),
    async () => {
      for (const { error } of (await statistics.readRuns([traceIdOn(1)])).unreadable) note(error);
    },
  ])
    await read().catch((error) => {
      expect(error).toBeInstanceOf(UnreadableStatisticError);
      note(error);
    });
  for (const message of messages) expect(message).toMatch(/^[^\n]{1,700}$/);
}
