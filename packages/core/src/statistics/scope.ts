import * as z from "zod";
import { sourceSchema } from "../papers/paper.ts";
import { redriveOf } from "../runs/redrives.ts";
import { parseTraceId, type TraceId, timeOf, traceIdSchema } from "../trace-ids/trace-id.ts";
import { countsOfHour } from "./hour-counts.ts";
import { isLate } from "./late-runs.ts";
import type { RunStatistics } from "./run-statistics.ts";
import { COUNTERS, failuresListed, NO_TALLY, type Tally, tallyDifference } from "./tally.ts";

/** A set of runs whose tallies are added up: a day, a source on a day, the total, one redrive, late runs with rejected records, or failed runs of old files. */
export type Scope =
  | { readonly kind: "day"; readonly date: string }
  | { readonly kind: "source"; readonly source: string; readonly date: string }
  /** The part of run `by` that redrives rejects of run `of`. Each pair has its own scope, so that the redrives of a run can be listed. */
  | { readonly kind: "redrive"; readonly of: TraceId; readonly by: TraceId }
  /**
   * The rejected records of the late runs that began on the date `began` and whose files are of `date`. It leads from the time at which
   * a run began to the date under which the run is listed.
   */
  | { readonly kind: "late"; readonly began: string; readonly date: string }
  /**
   * The runs that failed on the date `failed` and whose files are of another date, `date`. It leads from the time at which a run failed
   * to the date under which the run is listed.
   */
  | { readonly kind: "failed"; readonly failed: string; readonly date: string }
  | { readonly kind: "total" };

/**
 * Returns the id of a scope in the statistics table.
 *
 * @example
 * scopeId({ kind: "day", date: "2024-01-02" }) // "day#2024-01-02"
 * scopeId({ kind: "source", source: "arxiv", date: "2024-01-02" }) // "source#2024-01-02#arxiv"
 */
export function scopeId(scope: Scope): string {
  switch (scope.kind) {
    case "day":
      return `day#${scope.date}`;
    case "source":
      return `source#${scope.date}#${scope.source}`;
    case "redrive":
      return `redrive#${scope.of}#${scope.by}`;
    case "late":
      return `late#${scope.began}#${scope.date}`;
    case "failed":
      return `failed#${scope.failed}#${scope.date}`;
    case "total":
      return "total";
  }
}

const dateSchema = z.iso.date();

/** Returns the scope with this {@link scopeId}, or undefined if the text is not the id of a scope. */
export function scopeOfId(id: string): Scope | undefined {
  if (id === "total") return { kind: "total" };
  const [kind, first, second, ...more] = id.split("#");
  if (more.length > 0) return undefined;
  const date = dateSchema.safeParse(first).data;
  if (kind === "day" && date !== undefined && second === undefined) return { kind, date };
  const source = sourceSchema.safeParse(second).data;
  if (kind === "source" && date !== undefined && source !== undefined) return { kind, date, source };
  const secondDate = dateSchema.safeParse(second).data;
  if (kind === "late" && date !== undefined && secondDate !== undefined)
    return { kind, began: date, date: secondDate };
  if (kind === "failed" && date !== undefined && secondDate !== undefined)
    return { kind, failed: date, date: secondDate };
  const [of, by] = [first, second].map((traceId) => traceIdSchema.safeParse(traceId).data);
  return kind === "redrive" && of !== undefined && by !== undefined ? { kind, of, by } : undefined;
}

/** The tally that a run adds to a scope. */
export interface Share {
  readonly scope: Scope;
  readonly tally: Tally;
}

/**
 * Returns the tallies that a run adds to its day, to each of its sources on that day, and to the total. The day and the sources also count
 * by the hour of the run's S3 event. A redrive adds to its own scope too. A late run with rejected records, and a failed run of an old
 * file, add to the scope of such runs.
 */
export function sharesOf(run: RunStatistics): readonly Share[] {
  const { run_date: date, tally, by_source } = run;
  const hour = timeOf(parseTraceId(run.trace_id)).getUTCHours();
  const completed = tally.runs_completed;
  return [
    { scope: { kind: "total" }, tally: { ...tally, ...failuresListed(tally.runs_failed) } },
    { scope: { kind: "day", date }, tally: { ...tally, by_hour: countsOfHour(hour, { completed }) } },
    ...redriveShare(run),
    ...lateShare(run),
    ...failedShare(run),
    ...Object.entries(by_source).map(([source, ofSource]) => {
      const { upserted, duplicate, rejected } = ofSource;
      return {
        scope: { kind: "source" as const, source, date },
        tally: { ...ofSource, by_hour: countsOfHour(hour, { upserted, duplicate, rejected }) },
      };
    }),
  ];
}

function redriveShare({ trace_id, key, tally }: RunStatistics): readonly Share[] {
  const of = key === null ? undefined : redriveOf(key);
  return of === undefined ? [] : [{ scope: { kind: "redrive", of, by: parseTraceId(trace_id) }, tally }];
}

function lateShare(run: RunStatistics): readonly Share[] {
  const { started_at, run_date: date, tally } = run;
  const { rejected, rejected_by_reason } = tally;
  if (started_at === null || rejected === 0 || !isLate(run)) return [];
  const scope: Scope = { kind: "late", began: started_at.slice(0, 10), date };
  return [{ scope, tally: { ...NO_TALLY, rejected, rejected_by_reason } }];
}

function failedShare({ run_status, run_date: date, failure }: RunStatistics): readonly Share[] {
  const failed = failure?.at.slice(0, 10);
  if (run_status !== "failed" || failed === undefined || failed === date) return [];
  return [{ scope: { kind: "failed", failed, date }, tally: { ...NO_TALLY, runs_failed: 1 } }];
}

/**
 * Returns what to add to the scopes when a run changes from one state to a later one. Scopes that do not change are left out. A run can
 * leave a scope: if it fails again on another date, it leaves the scope of the first failure.
 */
export function gains(before: RunStatistics, after: RunStatistics): readonly Share[] {
  const [sharesBefore, sharesAfter] = [sharesOf(before), sharesOf(after)];
  const byId = (shares: readonly Share[]) =>
    new Map(shares.map(({ scope, tally }) => [scopeId(scope), tally]));
  const [tallyBefore, tallyAfter] = [byId(sharesBefore), byId(sharesAfter)];
  const left = sharesBefore.filter(({ scope }) => !tallyAfter.has(scopeId(scope)));
  return [...sharesAfter, ...left.map(({ scope }) => ({ scope, tally: NO_TALLY }))]
    .map(({ scope, tally }) => ({
      scope,
      tally: tallyDifference(tally, tallyBefore.get(scopeId(scope)) ?? NO_TALLY),
    }))
    .filter(({ tally }) => COUNTERS.some((counter) => tally[counter] !== 0));
}

/**
 * Returns true if all runs of a scope have left it. A failed run leaves its scope when it completes, or fails again on another date. The
 * items of the scope stay, and their sum is zero.
 */
export const wasLeft = (id: string, tally: Tally): boolean =>
  scopeOfId(id)?.kind === "failed" && COUNTERS.every((counter) => tally[counter] === 0);
