import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { proveFold } from "./prove-fold.ts";
import { arbitraryRunOf, completedRun, logOf, type RunHistory, traceIdOn } from "./run-events.fixture.ts";
import { emptyRun } from "./run-statistics.ts";
import type { StoredStatistics } from "./statistics-store.ts";
import { NO_TALLY } from "./tally.ts";
import { UnreadableStatisticError } from "./unreadable-statistic.ts";
import { arbitraryMixedWalk, mixedLog, projected, tableOf } from "./verifiable.fixture.ts";
import { verifyStatistics } from "./verify.ts";
import type { VerifyProgress } from "./verify-progress.ts";

const [first, second] = [completedRun(traceIdOn(1), [{}, {}]), completedRun(traceIdOn(1, 1), [{}])];
const table = projected(first, second);

const proofOf = (log: readonly RunHistory[], items: readonly StoredStatistics[]) =>
  proveFold({ eventLog: logOf(...log), statistics: tableOf(items) });

/** Ways to make statistics wrong. */
const DAMAGES: Readonly<Record<string, (items: readonly StoredStatistics[]) => readonly StoredStatistics[]>> =
  {
    // A sum that all failed runs have left is zero, so its item may be missing.
    "lack an item": (items) => {
      const [lost] = items.filter((item) => item.kind === "run" || !item.id.startsWith("failed#"));
      return items.filter((item) => item !== lost);
    },
    "have a run too many": (items) => [...items, { kind: "run", run: emptyRun(traceIdOn(9)) }],
    "have a sum too many": (items) => [
      ...items,
      { kind: "scope", isListed: true, id: "day#2024-02-01", tally: NO_TALLY },
    ],
    "have another count, or another status of a run": ([item, ...others]) => [
      ...(item?.kind === "run" ? [{ ...item, run: { ...item.run, bucket: "another" } }] : []),
      ...(item?.kind === "scope"
        ? [{ ...item, tally: { ...item.tally, processed: item.tally.processed + 1 } }]
        : []),
      ...others,
    ],
    "have an item that is not listed": (items) =>
      items.map((item) =>
        item.kind === "scope" && item.id === "total" ? { ...item, isListed: false } : item,
      ),
    "have another newest event": (items) =>
      items.map((item) =>
        item.kind === "scope" && item.id === "total"
          ? { ...item, newestEventAt: "2020-01-01T00:00:00.000Z" }
          : item,
      ),
    "have exchanged the counts of two runs": (items) => {
      const [run, other] = items.flatMap((item) => (item.kind === "run" ? [item.run] : []));
      if (!run || !other) return [];
      const { tally } = run;
      return items.map((item) => {
        if (item.kind !== "run") return item;
        if (item.run === run)
          return { ...item, run: { ...run, tally: { ...tally, bytes: tally.bytes + 1 } } };
        const less = { ...other.tally, bytes: other.tally.bytes - 1 };
        return item.run === other ? { ...item, run: { ...other, tally: less } } : item;
      });
    },
  };

const arbitraryRuns = fc.tuple(...[1, 2, 2, 3].map((day, nth) => arbitraryRunOf(traceIdOn(day, nth), 3)));

/** Generates an order for each of the lists. */
const shuffled = <Each>(all: readonly Each[]) => fc.shuffledSubarray([...all], { minLength: all.length });

describe("statistics that are the fold of the log", () => {
  test("are proven, with the result of a comparison run by run, in whatever order runs and items come", async () => {
    const arbitrary = arbitraryRuns.chain((runs) => fc.tuple(shuffled(runs), shuffled(projected(...runs))));
    await fc.assert(
      fc.asyncProperty(arbitrary, async ([runs, items]) => {
        const { verified, fingerprint } = await proofOf(runs, items);
        const compared = await verifyStatistics({ eventLog: logOf(...runs), statistics: tableOf(items) });
        expect(verified).toEqual(compared);
        expect(fingerprint).toBe(compared.fingerprint);
      }),
    );
  });

  test("are proven without a read by key", async () => {
    const statistics = {
      ...tableOf(table),
      runs: async () => {
        throw new Error("a run was read by its key");
      },
    };
    const { verified } = await proveFold({ eventLog: logOf(first, second), statistics });
    expect(verified).toMatchObject({ events: 7, runs: 2, scopes: 3, differenceCount: 0 });
  });
});

describe("statistics are not proven if they", () => {
  test.each(Object.entries(DAMAGES))(
    "%s, and their fingerprint is that of a comparison",
    async (_, damage) => {
      const arbitrary = arbitraryRuns.chain((runs) =>
        fc.tuple(fc.constant(runs), shuffled(projected(...runs)).map(damage)),
      );
      await fc.assert(
        fc.asyncProperty(arbitrary, async ([runs, items]) => {
          const { verified, fingerprint } = await proofOf(runs, items);
          const compared = await verifyStatistics({ eventLog: logOf(...runs), statistics: tableOf(items) });
          expect({ verified, fingerprint }).toEqual({
            verified: undefined,
            fingerprint: compared.fingerprint,
          });
          expect(fingerprint).not.toBe((await proofOf(runs, projected(...runs))).fingerprint);
          expect(compared.differenceCount).toBeGreaterThan(0);
        }),
        { numRuns: 15 },
      );
    },
  );

  test("have an item that cannot be read", async () => {
    const statistics = tableOf(table);
    const proof = await proveFold({
      eventLog: logOf(first, second),
      statistics: {
        ...statistics,
        async *all(onUnreadable) {
          onUnreadable?.(new UnreadableStatisticError("s7#total", "it is not a map"));
          yield* statistics.all();
        },
      },
    });
    expect(proof.verified).toBeUndefined();
  });
});

test("a log with an item that cannot be read proves nothing", async () => {
  const eventLog = logOf(first, second);
  const proof = await proveFold({
    eventLog: {
      ...eventLog,
      async *allEvents(onUnreadable) {
        onUnreadable?.(new Error("seq 4 is not an event"));
        yield* eventLog.allEvents();
      },
    },
    statistics: tableOf(table),
  });
  expect(proof.verified).toBeUndefined();
});

test("a walk that gives the events of a run in several parts proves nothing wrong", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryMixedWalk, async ({ log, walk }) => {
      const statistics = tableOf(projected(...log));
      const { verified } = await proveFold({ eventLog: mixedLog(log, walk), statistics });
      expect(verified?.runs ?? log.length).toBe(log.length);
    }),
  );
});

describe("both walks end", () => {
  /** Yields without an end, and counts the walks that were not ended. */
  function endless<Each>(each: Each) {
    const walks = { open: 0 };
    return {
      walks,
      async *items() {
        walks.open += 1;
        try {
          for (;;) {
            await new Promise(setImmediate);
            yield each;
          }
        } finally {
          walks.open -= 1;
        }
      },
    };
  }
  const failing = (): AsyncIterable<never> => ({
    [Symbol.asyncIterator]: () => ({
      async next() {
        throw new Error("the table is gone");
      },
    }),
  });
  const scope: StoredStatistics = { kind: "scope", isListed: true, id: "total", tally: NO_TALLY };

  test("if the log cannot be read", async () => {
    const { walks, items } = endless(scope);
    const eventLog = { ...logOf(first), allEvents: failing };
    const proving = proveFold({ eventLog, statistics: { ...tableOf([]), all: items } });
    await expect(proving).rejects.toThrow("the table is gone");
    expect(walks.open).toBe(0);
  });

  test("if the statistics cannot be read", async () => {
    const [event] = first.events;
    if (!event) throw new Error("the run has no event");
    const { walks, items } = endless(event);
    const eventLog = { ...logOf(first), allEvents: items };
    const proving = proveFold({ eventLog, statistics: { ...tableOf([]), all: failing } });
    await expect(proving).rejects.toThrow("the table is gone");
    expect(walks.open).toBe(0);
  });

  test("if they are stopped", async () => {
    const { walks, items } = endless(scope);
    const stopping = new AbortController();
    const proving = proveFold(
      { eventLog: logOf(first), statistics: { ...tableOf([]), all: items } },
      { stop: stopping.signal, onProgress: () => stopping.abort() },
    );
    await expect(proving).rejects.toThrow("aborted");
    expect(walks.open).toBe(0);
  });
});

test("progress is reported after every thousand events and items", async () => {
  const log = Array.from({ length: 1_250 }, (_, nth) => completedRun(traceIdOn(1 + (nth % 20), nth), []));
  const told: VerifyProgress[] = [];
  await proveFold(
    { eventLog: logOf(...log), statistics: tableOf(projected(...log)) },
    { onProgress: (progress) => told.push(progress) },
  );
  expect(told.map(({ events }) => events)).toContain(2_000);
  expect(told.some(({ items }) => items >= 1_000)).toBe(true);
});
