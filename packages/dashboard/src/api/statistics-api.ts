import type { ReadSide } from "@paperledger/aws/ledger/ledger";
import { DYNAMODB_PRICE } from "@paperledger/core/prices/dynamodb-price";
import { SILENT_AFTER_MS } from "@paperledger/core/runs/silent-after";
import { stuckRuns } from "@paperledger/core/runs/stuck-runs";
import { countedUpToJson, readCountedUpTo } from "@paperledger/core/statistics/counted-up-to";
import { ratesOf } from "@paperledger/core/statistics/rates";
import { addTally, NO_TALLY, type Tally } from "@paperledger/core/statistics/tally";
import { verifyCost } from "@paperledger/core/statistics/verify-cost";
import * as z from "zod";
import type { AddApi } from "./api.ts";
import { parsed } from "./parsed.ts";
import type { DaySums, StatisticsAnswer, Sums, VerifyCostAnswer } from "./statistics-answers.ts";

const DAY_MS = 86_400_000;

/** The most days in a range, because each sum of a day or a source is read. */
const MOST_DAYS = 100;

const date = z.iso.date({ error: "give a date, such as 2026-11-28" });

const query = z
  .strictObject({ from: date, to: date, source: z.string().optional() })
  .refine(({ from, to }) => from <= to, "from is after to")
  .refine(
    ({ from, to }) => Date.parse(to) - Date.parse(from) < MOST_DAYS * DAY_MS,
    `a range has at most ${MOST_DAYS} days`,
  );

/** Answers with the statistics by day and source, and with an estimate of the cost to compare them with the event log. */
export const addStatisticsApi: AddApi = (app, { readLedger, now }) => {
  app.get("/api/statistics", async (c) => {
    const { from, to, source } = parsed(query, c.req.query());
    return c.json<StatisticsAnswer>(
      await readLedger((ledger) => readDays(ledger, { from, to, source, now: now() })),
    );
  });
  app.get("/api/statistics/verify-cost", async (c) => {
    const total = await readLedger(({ statistics }) => statistics.tally({ kind: "total" }));
    const { events, runs, readUnits, dollars } = verifyCost(total);
    const { region } = DYNAMODB_PRICE;
    return c.json<VerifyCostAnswer>({ events, runs, read_units: readUnits, dollars, region });
  });
};

async function readDays(
  { statistics, eventLog }: ReadSide,
  {
    source: onlySource,
    now,
    ...range
  }: {
    readonly from: string;
    readonly to: string;
    readonly source: string | undefined;
    readonly now: Date;
  },
): Promise<StatisticsAnswer> {
  const unreadable: string[] = [];
  const note = ({ message }: Error) => unreadable.push(message);
  const silentSince = new Date(now.getTime() - SILENT_AFTER_MS);
  const [ofDays, ofSources, silent] = await Promise.all([
    statistics.tallies("day", range, note),
    statistics.tallies("source", range, note),
    Array.fromAsync(stuckRuns({ eventLog, statistics }, silentSince, note)),
  ]);
  const sourcesOn = Map.groupBy(ofSources, ({ scope }) => scope.date);
  const days = ofDays.map(
    ({ scope: { date }, tally }): DaySums => ({
      date,
      ...sumsOf(tally),
      sources: (sourcesOn.get(date) ?? []).map((each) => ({
        source: each.scope.source,
        ...sumsOf(each.tally),
      })),
    }),
  );
  const chosen =
    onlySource === undefined ? ofDays : ofSources.filter(({ scope }) => scope.source === onlySource);
  const countedUpTo = await readCountedUpTo(statistics, note);
  return {
    ...range,
    days,
    range: sumsOf(chosen.reduce((sum, { tally }) => addTally(sum, tally), NO_TALLY)),
    silent: silent.length,
    sources: [...new Set(ofSources.map(({ scope }) => scope.source))].toSorted(),
    counted_up_to: countedUpTo ? countedUpToJson(countedUpTo) : null,
    unreadable,
  };
}

function sumsOf(tally: Tally): Sums {
  const { runs_started, runs_completed, runs_failed, processed, upserted, duplicate, rejected } = tally;
  const { batches, bytes, rejected_by_reason } = tally;
  return {
    runs_started,
    runs_completed,
    runs_failed,
    processed,
    upserted,
    duplicate,
    rejected,
    batches,
    bytes,
    rejected_by_reason,
    rates: ratesOf(tally),
  };
}
