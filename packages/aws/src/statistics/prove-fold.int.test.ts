import { projectRun } from "@paperledger/core/statistics/project-runs";
import { proveFold } from "@paperledger/core/statistics/prove-fold";
import { arbitraryRunOf, completedRun, traceIdOn } from "@paperledger/core/statistics/run-events.fixture";
import { verifyStatistics } from "@paperledger/core/statistics/verify";
import fc from "fast-check";
import { expect, test } from "vitest";
import { dynamoDbEventLog } from "../event-log/event-log.ts";
import { TEST_TABLES, tablesForFile, testClient } from "../tables/tables.fixture.ts";
import { inPagesOf } from "./statistics.fixture.ts";
import { dynamoDbStatisticsStore } from "./statistics-store.ts";

const dynamoDb = await tablesForFile();

/** Returns the tables, which a scan reads in pages of this many items. */
const ledgerInPagesOf = (items: number) => {
  const client = testClient(dynamoDb.endpoint);
  const seen = inPagesOf(client, items);
  return {
    seen,
    eventLog: dynamoDbEventLog({ client, table: TEST_TABLES.runs }),
    statistics: dynamoDbStatisticsStore(client, TEST_TABLES.statistics),
  };
};

test("the result is the same for any pages of the log and the statistics, before and after something differs", async () => {
  const ledger = ledgerInPagesOf(1_000);
  const random = fc.sample(
    fc.tuple(...[2, 2, 3].map((day, nth) => arbitraryRunOf(traceIdOn(day, nth), 4))),
    1,
  );
  const runs = [completedRun(traceIdOn(1), [{}, {}, {}]), ...random.flat()];
  for (const { traceId, events } of runs) {
    for (const event of events) await ledger.eventLog.append(event);
    await projectRun(traceId, events, ledger.statistics);
  }
  const pageItems = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }));
  const proveInPages = () =>
    fc.assert(
      fc.asyncProperty(pageItems, async ([ofLog, ofStatistics]) => {
        const log = ledgerInPagesOf(ofLog);
        const proof = await proveFold({
          eventLog: log.eventLog,
          statistics: ledgerInPagesOf(ofStatistics).statistics,
        });
        expect(proof).toEqual(await proveFold(ledger));
        expect(log.seen.pages).toBeGreaterThanOrEqual(Math.floor(5 / ofLog));
      }),
      { numRuns: 8 },
    );
  expect((await proveFold(ledger)).verified).toEqual(await verifyStatistics(ledger));
  await proveInPages();

  const [uncounted] = completedRun(traceIdOn(5), []).events;
  if (!uncounted) throw new Error("the run has no event");
  await ledger.eventLog.append(uncounted);
  expect(await proveFold(ledger)).toMatchObject({
    verified: undefined,
    fingerprint: (await verifyStatistics(ledger)).fingerprint,
  });
  await proveInPages();
});
