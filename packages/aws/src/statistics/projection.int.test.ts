import { projectRun } from "@paperledger/core/statistics/project-runs";
import {
  arbitraryDeliveries,
  arbitraryRunOf,
  logOf,
  traceIdOn,
} from "@paperledger/core/statistics/run-events.fixture";
import { SLOTS } from "@paperledger/core/statistics/slots";
import { verifyStatistics } from "@paperledger/core/statistics/verify";
import { dynamoDbForFile } from "@paperledger/embedded/embedded-dynamodb.fixture";
import fc from "fast-check";
import { expect, test } from "vitest";
import { testClient } from "../tables/tables.fixture.ts";
import { newStatisticsTable } from "./statistics.fixture.ts";
import { dynamoDbStatisticsStore } from "./statistics-store.ts";

const dynamoDb = await dynamoDbForFile();
const client = testClient(dynamoDb.endpoint);

/** Generates the slots in which three projectors begin. Some of them may be the same. */
const arbitraryFirstSlots = fc.array(fc.constantFrom(0, 0, 7, SLOTS.to - 1), { minLength: 3, maxLength: 3 });

/** Generates a few runs, some on the same day, and the deliveries of their events. */
const arbitraryLog = fc.tuple(
  ...[traceIdOn(1), traceIdOn(1, 1), traceIdOn(2)].map((traceId) =>
    arbitraryRunOf(traceId, 6).chain((run) =>
      fc.record({ run: fc.constant(run), deliveries: arbitraryDeliveries(run.events) }),
    ),
  ),
);

test("the statistics are the fold of the log, whatever the order, the repetitions, the number of projectors and their slots", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryLog, arbitraryFirstSlots, async (log, firstSlots) => {
      const table = await newStatisticsTable(client);
      const queue = log.flatMap(({ run, deliveries }) =>
        deliveries.map((events) => ({ traceId: run.traceId, events })),
      );
      const projectors = firstSlots.map(async (firstSlot) => {
        const statistics = dynamoDbStatisticsStore(client, table, { firstSlot });
        for (let next = queue.pop(); next; next = queue.pop())
          await projectRun(next.traceId, next.events, statistics);
      });
      await Promise.all(projectors);

      const eventLog = logOf(...log.map(({ run }) => run));
      const statistics = dynamoDbStatisticsStore(client, table);
      expect((await verifyStatistics({ eventLog, statistics })).differences).toEqual([]);
    }),
    { numRuns: 25, seed: 20240102 },
  );
});
