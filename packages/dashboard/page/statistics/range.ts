/** The ranges that can be chosen, in days. */
export const DAYS = [7, 14, 30, 90] as const;
/** The ways in which the bars can be divided. */
export const DIVISIONS = ["outcome", "source"] as const;
/** The counts that the table of days and sources can show. */
export const COUNTS = ["new", "known", "rejected"] as const;
export type CountName = (typeof COUNTS)[number];
const USUAL_DAYS = 14;
const DAY_MS = 86_400_000;

/** The selection in the parameters of the statistics view. */
export interface Viewed {
  readonly days: number;
  /** The default is all sources together. */
  readonly source: string | undefined;
  /** How the bars are divided. */
  readonly by: "outcome" | "source";
  /** The count in the table of days and sources. */
  readonly count: CountName;
}

/** Reads the parameters of the view. Missing parameters get their defaults. */
export const viewedOf = ({ days, source, by, count }: Readonly<Record<string, string>>): Viewed => ({
  days: DAYS.find((each) => String(each) === days) ?? USUAL_DAYS,
  source: source === undefined || source === "" ? undefined : source,
  by: by === "source" ? "source" : "outcome",
  count: COUNTS.find((each) => each === count) ?? "new",
});

const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Returns the UTC dates of the last days, today included. */
export const rangeOf = (days: number, now: Date) => ({
  from: dateOf(now.getTime() - (days - 1) * DAY_MS),
  to: dateOf(now.getTime()),
});

/** Returns every UTC date from one to another, oldest first. */
export function datesFrom(from: string, to: string): readonly string[] {
  const dates: string[] = [];
  for (let ms = Date.parse(from); ms <= Date.parse(to); ms += DAY_MS) dates.push(dateOf(ms));
  return dates;
}
