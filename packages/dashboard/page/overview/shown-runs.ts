import type { RunLine } from "../../src/api/answers.ts";
import { isDate, parseMoment } from "../pieces/utc-moment.ts";

export const SHOWS = ["failed", "silent", "rejected", "new", "running"] as const;
export type Show = (typeof SHOWS)[number];

/** The filters of the list of runs. */
export interface Filters {
  readonly show: Show | undefined;
  readonly reason: string | undefined;
  readonly source: string | undefined;
  /** The UTC date of the runs, `YYYY-MM-DD`. It replaces the time range of the screen. */
  readonly day: string | undefined;
  /** A text in the trace id, the file, a reason or a source. It may be an address of S3. Upper and lower case are the same. */
  readonly text: string | undefined;
  /** The part of the range that was selected in the chart. */
  readonly selection: { readonly fromMs: number; readonly toMs: number } | undefined;
}

export const NO_FILTERS: Filters = {
  show: undefined,
  reason: undefined,
  source: undefined,
  day: undefined,
  text: undefined,
  selection: undefined,
};

/** Reads the filters of a route. An unknown word filters nothing. */
export function filtersOf({
  show,
  reason,
  source,
  day,
  q,
  selected,
}: Readonly<Record<string, string | undefined>>): Filters {
  return {
    show: SHOWS.find((each) => each === show),
    reason,
    source,
    day: day !== undefined && isDate(day) ? day : undefined,
    text: q?.trim() || undefined,
    selection: selectionOf(selected),
  };
}

/** Writes the selected part of a range for the route: two moments with `..` between them. */
export const selectionText = (fromMs: number, toMs: number): string =>
  `${new Date(fromMs).toISOString()}..${new Date(toMs).toISOString()}`;

/** Reads the selected part of a range. Returns undefined if the text does not name one. */
export function selectionOf(text: string | undefined): Filters["selection"] {
  const [from = "", to = "", ...others] = text?.split("..").map(parseMoment) ?? [];
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  return fromMs < toMs && others.length === 0 ? { fromMs, toMs } : undefined;
}

/** Returns the runs that pass the filters, in the same order. */
export function shownRuns(runs: readonly RunLine[], filters: Filters): readonly RunLine[] {
  const text = filters.text?.toLowerCase();
  return runs.filter(
    (run) =>
      isShown(run, filters.show) &&
      (filters.reason === undefined || run.reasons.includes(filters.reason)) &&
      (filters.source === undefined || run.sources.includes(filters.source)) &&
      (text === undefined || hasText(run, text)) &&
      (filters.selection === undefined || isIn(run, filters.selection)),
  );
}

function isShown({ outcome, rejected, upserted }: RunLine, show: Show | undefined): boolean {
  switch (show) {
    case undefined:
      return true;
    case "rejected":
      return rejected > 0;
    case "new":
      return upserted > 0;
    default:
      return outcome === show;
  }
}

function hasText({ trace_id, bucket, key, reasons, sources }: RunLine, text: string): boolean {
  if (isS3Address(text)) return `s3://${bucket}/${key}`.toLowerCase().startsWith(text);
  return [trace_id, key ?? "", ...reasons, ...sources].some((each) => each.toLowerCase().includes(text));
}

const isS3Address = (text: string) => /^s3:\/\//i.test(text);

/** Returns the bucket in an address of S3 such as `s3://raw/raw-data/a.gz`. Returns undefined for other text. */
export const bucketOf = (text: string): string | undefined =>
  /^s3:\/\/([^/]+)/i.exec(text)?.[1]?.toLowerCase();

/** Returns the key in an address of S3, and other text unchanged. */
export const keyOf = (text: string): string => text.replace(/^s3:\/\/[^/]*\//i, "");

function isIn(
  { at }: RunLine,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): boolean {
  const ms = Date.parse(at);
  return ms >= fromMs && ms < toMs;
}

/** Returns the runs by the time that they took, the longest first. Runs that have not ended come last. */
export const longestFirst = (runs: readonly RunLine[]): readonly RunLine[] =>
  runs.toSorted((a, b) => (b.span_ms ?? -1) - (a.span_ms ?? -1));

/** Merges two lists, newest first. If a run is in both, the second list wins. */
export function merged(runs: readonly RunLine[], newer: readonly RunLine[]): readonly RunLine[] {
  if (newer.length === 0) return runs;
  const byId = new Map([...runs, ...newer].map((run) => [run.trace_id, run]));
  return [...byId.values()].sort((a, b) => (a.trace_id < b.trace_id ? 1 : -1));
}

/** Marks the runs that went silent. */
export function withSilent(runs: readonly RunLine[], silent: readonly string[]): readonly RunLine[] {
  if (silent.length === 0) return runs;
  const isSilent = new Set(silent);
  return runs.map((run) => (isSilent.has(run.trace_id) ? { ...run, outcome: "silent" } : run));
}
