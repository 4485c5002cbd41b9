import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { runOf } from "@paperledger/core/statistics/run-statistics.fixture";
import { scopeId, sharesOf } from "@paperledger/core/statistics/scope";
import type { StoredStatistics } from "@paperledger/core/statistics/statistics-store";
import { UnreadableStatisticError } from "@paperledger/core/statistics/unreadable-statistic";
import type { Verifiable } from "@paperledger/core/statistics/verified";
import { expect, test } from "vitest";
import { ledgerOfRun } from "../run-reports/ended-run.fixture.ts";
import { verdictOf, verifyLedger } from "./verify-ledger.ts";

/** The statistics of one run. Each read takes the next of these, and the last one stays. */
function statisticsOf(...reads: readonly RunStatistics[]): Verifiable["statistics"] {
  const left = [...reads];
  return {
    async runs() {
      return left.slice(0, 1);
    },
    async *all(): AsyncIterable<StoredStatistics> {
      const run = left.length > 1 ? left.shift() : left[0];
      if (!run) return;
      yield { kind: "run", run };
      for (const { scope, tally } of sharesOf(run))
        yield { kind: "scope", isListed: true, id: scopeId(scope), tally };
    },
  };
}

const behind = runOf({ end: "running", batches: [] });
const further = runOf({ end: "running" });
const complete = runOf();
const { eventLog } = ledgerOfRun().ledger;

test("statistics that are the fold of the log have no difference", async () => {
  const verification = await verifyLedger({ eventLog, statistics: statisticsOf(complete) }, { pauseMs: 0 });
  expect(verification).toEqual({
    events: 3,
    runs: 1,
    scopes: 3,
    differenceCount: 0,
    differences: [],
    groups: [],
    lacksNewestEventAt: true,
    fingerprint: expect.any(String),
    behind: { runs: 0, events: 0, explainsAll: false },
    unreadableCount: 0,
    unreadable: [],
    isMoving: false,
  });
  expect(verdictOf(verification)).toBe("equal");
});

test("statistics that catch up have no difference", async () => {
  const statistics = statisticsOf(behind, further, complete);
  expect(await verifyLedger({ eventLog, statistics }, { pauseMs: 0 })).toMatchObject({ differences: [] });
});

test("statistics that lack events of the log, and are right otherwise, are behind", async () => {
  const verification = await verifyLedger({ eventLog, statistics: statisticsOf(further) }, { pauseMs: 0 });
  expect(verification).toMatchObject({ isMoving: false, behind: { runs: 1, events: 1, explainsAll: true } });
  expect(verdictOf(verification)).toBe("behind");
  expect(verification.differences).toContainEqual({
    of: "total",
    field: "runs_completed",
    expected: 1,
    found: 0,
  });
});

test("statistics that stay different are told, by kind, though events are missing as well", async () => {
  for (const counted of [further, complete]) {
    const wrong = { ...counted, tally: { ...counted.tally, upserted: counted.tally.upserted + 1 } };
    const statistics: Verifiable["statistics"] = {
      ...statisticsOf(counted),
      async *all() {
        for await (const each of statisticsOf(wrong).all())
          yield each.kind === "run" ? { kind: "run", run: counted } : each;
      },
    };
    const verification = await verifyLedger({ eventLog, statistics }, { pauseMs: 0 });
    expect(verdictOf(verification)).toBe("different");
    expect(verification.behind.explainsAll).toBe(false);
    expect(verification.groups).toContainEqual(
      expect.objectContaining({ of: "day", field: "upserted", count: 1 }),
    );
  }
});

test("statistics that keep changing are told to be in motion", async () => {
  const statistics = statisticsOf(behind, further, behind, further, behind, further);
  const verification = await verifyLedger({ eventLog, statistics }, { pauseMs: 0 });
  expect(verification.isMoving).toBe(true);
  expect(verdictOf(verification)).toBe("undecided");
});

test("items that cannot be read make the answer certain, though the differences keep changing", async () => {
  const statistics = statisticsOf(behind, further, behind, further, behind, further);
  const all: Verifiable["statistics"]["all"] = async function* (onUnreadable) {
    onUnreadable?.(new UnreadableStatisticError("total", "no number"));
    yield* statistics.all();
  };
  const verification = await verifyLedger({ eventLog, statistics: { ...statistics, all } }, { pauseMs: 0 });
  expect(verification).toMatchObject({ isMoving: true, unreadableCount: 1 });
  expect(verdictOf(verification)).toBe("different");
});

/** Counts the walks through the log, and the reads of runs by key. */
function countedReads(statistics: Verifiable["statistics"]) {
  const reads = { walks: 0, byKey: 0 };
  const ledger: Verifiable = {
    eventLog: {
      ...eventLog,
      allEvents(onUnreadable) {
        reads.walks += 1;
        return eventLog.allEvents(onUnreadable);
      },
    },
    statistics: {
      ...statistics,
      runs(traceIds, onUnreadable) {
        reads.byKey += 1;
        return statistics.runs(traceIds, onUnreadable);
      },
    },
  };
  return { reads, ledger };
}

const wrong = { ...complete, tally: { ...complete.tally, upserted: complete.tally.upserted + 1 } };

test("equal statistics take one walk through the log, and no read of a run by its key", async () => {
  const { reads, ledger } = countedReads(statisticsOf(complete));
  await verifyLedger(ledger, { pauseMs: 0 });
  expect(reads).toEqual({ walks: 1, byKey: 0 });
});

test.each([true, false])(
  "statistics that stay different take two walks through the log (at rest: %s)",
  async (isAtRest) => {
    const { reads, ledger } = countedReads(statisticsOf(wrong));
    const verification = await verifyLedger(ledger, { pauseMs: 0, isAtRest });
    expect(verdictOf(verification)).toBe("different");
    expect(reads).toEqual({ walks: 2, byKey: 1 });
  },
);

test("statistics that stay different while other runs go on are compared until the differences stay the same", async () => {
  const statistics = statisticsOf(further, wrong, wrong);
  const { reads, ledger } = countedReads(statistics);
  const verification = await verifyLedger(ledger, { pauseMs: 0 });
  expect(verification.isMoving).toBe(false);
  expect(reads.walks).toBe(3);
});
