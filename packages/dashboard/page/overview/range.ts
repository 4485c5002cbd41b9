import { lastNight } from "@paperledger/core/status/night";
import { parseMoment } from "../pieces/utc-moment.ts";

export const RANGES = ["night", "24h", "7d", "30d"] as const;
export type RangeName = (typeof RANGES)[number] | "custom";

export const RANGE_TEXTS: Readonly<Record<RangeName, string>> = {
  night: "Since last night",
  "24h": "Last 24 hours",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
  custom: "From … to …",
};

/** The range of time that the first screen shows. Moments are ISO 8601 in UTC. */
export interface ShownRange {
  readonly name: RangeName;
  readonly from: string;
  /** Undefined if the range has no end. */
  readonly to: string | undefined;
}

type Params = Readonly<Record<string, string | undefined>>;

const HOUR_MS = 3_600_000;
const LENGTHS_MS = { "24h": 24 * HOUR_MS, "7d": 7 * 24 * HOUR_MS, "30d": 30 * 24 * HOUR_MS } as const;

/**
 * Returns the range that a route asks for: `range=7d`, or `from` with an optional `to`. The default is the time since last night
 * began.
 */
export function rangeOf({ range, from, to }: Params, now: Date): ShownRange {
  const given = momentOf(from);
  if (given !== undefined) return { name: "custom", from: given, to: momentOf(to) };
  const name = RANGES.find((each) => each === range) ?? "night";
  if (name === "night") return { name, from: lastNight(now).from.toISOString(), to: undefined };
  return { name, from: new Date(now.getTime() - LENGTHS_MS[name]).toISOString(), to: undefined };
}

/**
 * Returns the range of the list and the chart. It is the UTC day in the filter of the list, or otherwise the range of the whole
 * screen.
 */
export function listRangeOf(day: string | undefined, range: ShownRange): ShownRange {
  const from = momentOf(day === undefined ? undefined : `${day}T00:00:00.000Z`);
  return from === undefined ? range : { name: "custom", from, to: `${day}T23:59:59.999Z` };
}

const momentOf = (text: string | undefined) => (text === undefined ? undefined : parseMoment(text));
