import { isNothing } from "@paperledger/core/statistics/difference";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { type Scope, scopeOfId } from "@paperledger/core/statistics/scope";
import type { Tally } from "@paperledger/core/statistics/tally";
import type { DifferenceGroup } from "@paperledger/core/statistics/verified";
import { countOf, countText } from "@paperledger/core/text/quantities";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import { shortened } from "../text/text-width.ts";

/** Every field that can differ, except the counts of a source in a run. */
type ComparedField = Exclude<keyof RunStatistics, "tally"> | keyof Tally | "is_listed" | "newest_event_at";

/** The compared fields in words. A new field of a run or a tally needs an entry. */
const FIELD_NAMES: Readonly<Record<ComparedField, string>> = {
  trace_id: "trace id",
  run_date: "date",
  run_status: "status",
  bucket: "bucket",
  key: "file",
  size_bytes: "size of the file in bytes",
  format: "format",
  started_at: "time of the start",
  completed_at: "time of the end",
  failure: "last failure",
  completed_seq: "number of the last event",
  applied: "numbers of the counted events",
  by_source: "counts by source",
  runs_started: "started runs",
  runs_completed: "completed runs",
  runs_failed: "failed runs",
  processed: "processed records",
  upserted: "new records",
  duplicate: "known records",
  rejected: "rejected records",
  batches: "batches",
  bytes: "bytes of records",
  batch_ms_sum: "milliseconds of all batches together",
  events_behind: "earlier events that are known to be missing",
  batch_ms_histogram: "numbers of batches by their time",
  rejected_by_reason: "rejected records by reason",
  batch_ms_min: "milliseconds of the shortest batch",
  batch_ms_max: "milliseconds of the longest batch",
  by_hour: "counts by hour",
  failures_listed: "failed runs in the list by time of failure",
  is_listed: "entry in the list of days and sources",
  newest_event_at: "time of the newest event",
};

const isComparedField = (field: string): field is ComparedField => Object.hasOwn(FIELD_NAMES, field);

const fieldName = (field: string) => (isComparedField(field) ? FIELD_NAMES[field] : escapeForTerminal(field));

/**
 * Returns true if an update can leave such differences: an earlier version did not count these numbers. Once this version has counted an
 * event of the same day or sum, a part of the number is there. Damage can look the same.
 */
export const isLeftByUpdate = ({ of, field }: DifferenceGroup): boolean =>
  ADDED_FIELDS.has(field) || of === "late" || of === "failed";

/** The fields that statistics of an earlier version do not have: see decision 60. */
const ADDED_FIELDS: ReadonlySet<string> = new Set<ComparedField>([
  "by_hour",
  "failures_listed",
  "is_listed",
  "rejected_by_reason",
]);

/** Returns the numbers of these differences in words. */
export const notCountedText = (groups: readonly DifferenceGroup[]): string =>
  [...new Set(groups.map(({ of, field }) => LISTS[of] ?? fieldName(field)))].join("; ");

const LISTS: Readonly<Partial<Record<DifferenceGroup["of"], string>>> = {
  late: "rejected records of old files",
  failed: "failed runs of old files",
};

/**
 * Returns a line about the differences of one kind, with one example.
 *
 * @example
 * "new records, in 2 sums of days: of 2025-03-01, the log says 1,500, the statistics 1,499"
 */
export function differenceText({ of, field, count, first }: DifferenceGroup): string {
  const example = exampleText(first.of);
  const values = `the log says ${valueText(first.expected)}, the statistics ${valueText(first.found)}`;
  return `${fieldName(field)}, in ${placeText(of, count)}: ${example === undefined ? "" : `of ${example}, `}${values}`;
}

function placeText(of: DifferenceGroup["of"], count: number): string {
  switch (of) {
    case "run":
      return countOf(count, "run");
    case "total":
      return "the total";
    case "day":
      return `${countOf(count, "sum")} of days`;
    case "source":
      return `${countOf(count, "sum")} of sources and days`;
    case "redrive":
      return `${countOf(count, "sum")} of redrives`;
    case "late":
      return `${countOf(count, "sum")} of rejected records of old files`;
    case "failed":
      return `${countOf(count, "sum")} of failed runs of old files`;
  }
}

/** Returns the run or the sum in words, or undefined for the total, of which there is only one. */
function exampleText(id: string): string | undefined {
  const scope = scopeOfId(id);
  return scope ? scopeText(scope) : escapeForTerminal(id);
}

function scopeText(scope: Scope): string | undefined {
  switch (scope.kind) {
    case "total":
      return undefined;
    case "day":
      return scope.date;
    case "source":
      return `${scope.source} on ${scope.date}`;
    case "redrive":
      return `run ${ulidOf(scope.by)}, which redrives ${ulidOf(scope.of)}`;
    case "late":
      return `files of ${scope.date} whose runs began on ${scope.began}`;
    case "failed":
      return `files of ${scope.date} whose runs failed on ${scope.failed}`;
  }
}

/** A value of several parts, such as the counts by hour, is cut after this many columns. */
const VALUE_COLUMNS = 60;

function valueText(value: unknown): string {
  if (isNothing(value)) return "nothing";
  if (typeof value === "number") return countText(value);
  return shortened(escapeForTerminal(JSON.stringify(value)), VALUE_COLUMNS);
}
