import type { RunLine } from "../../src/api/answers.ts";

const SHOWS = ["failed", "silent", "rejected", "new", "running"] as const;
export type Show = (typeof SHOWS)[number];

/** The filters of the list of runs. */
export interface Filters {
  readonly show: Show | undefined;
  readonly reason: string | undefined;
  readonly source: string | undefined;
  /** The UTC date of the runs, `YYYY-MM-DD`. It replaces the time range of the screen. */
  readonly day: string | undefined;
  /** A text in the trace id, the file, a reason or a source. Upper and lower case are the same. */
  readonly text: string | undefined;
  /** The part of the range that was selected in the chart. */
  readonly selection: { readonly fromMs: number; readonly toMs: number } | undefined;
}

const DATE = /^\d{4}-\d\d-\d\d$/;

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
    day: DATE.test(day ?? "") ? day : undefined,
    text: q?.trim().toLowerCase() || undefined,
    selection: selectionOf(selected),
  };
}

/** Writes the selected part of a range for the route: two moments with `..` between them. */
export const selectionText = (fromMs: number, toMs: number): string =>
  `${new Date(fromMs).toISOString()}..${new Date(toMs).toISOString()}`;

function selectionOf(text: string | undefined): Filters["selection"] {
  const [fromMs = Number.NaN, toMs = Number.NaN] = text?.split("..").map((part) => Date.parse(part)) ?? [];
  return fromMs < toMs ? { fromMs, toMs } : undefined;
}

/** Returns the runs that pass the filters, in the same order. */
export const shownRuns = (runs: readonly RunLine[], filters: Filters): readonly RunLine[] =>
  runs.filter(
    (run) =>
      isShown(run, filters.show) &&
      (filters.reason === undefined || run.reasons.includes(filters.reason)) &&
      (filters.source === undefined || run.sources.includes(filters.source)) &&
      (filters.text === undefined || hasText(run, filters.text)) &&
      (filters.selection === undefined || isIn(run, filters.selection)),
  );

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

function hasText({ trace_id, key, reasons, sources }: RunLine, text: string): boolean {
  // A whole address of an object also names its bucket, which is removed here.
  const file = text.replace(/^s3:\/\/[^/]*\//, "");
  if (file === "" || key?.toLowerCase().includes(file)) return true;
  return [trace_id, ...reasons, ...sources].some((each) => each.toLowerCase().includes(text));
}

function isIn(
  { at }: RunLine,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): boolean {
  const ms = Date.parse(at);
  return ms >= fromMs && ms < toMs;
}

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
