import { isRunName, TYPES } from "../events/filter.ts";
import { RANGES } from "../overview/range.ts";
import { SHOWS, selectionOf } from "../overview/shown-runs.ts";
import { isDate, parseMoment } from "../pieces/utc-moment.ts";
import { batchRangeOf } from "../run/batch-range.ts";
import { COUNTS, DAYS, DIVISIONS } from "../statistics/range.ts";
import { namesOf } from "./names.ts";
import { VIEWS, type View } from "./views.ts";

/** A part of the address that the page cannot use. */
export interface AddressFault {
  readonly name: string;
  readonly value: string;
  /** Says why the value cannot be used, and which values can. For people, without the name and the value. */
  readonly problem: string;
}

/** The parameters of an address that can be used, and those that cannot. */
export interface ReadAddress {
  readonly view: View;
  readonly params: Readonly<Record<string, string>>;
  readonly faults: readonly AddressFault[];
}

/** Returns why a value cannot be used. Returns undefined if it can. */
type Check = (value: string, now: Date) => string | undefined;

const anyText: Check = () => undefined;

const oneOf =
  (values: readonly (string | number)[]): Check =>
  (value) =>
    values.some((each) => String(each) === value) ? undefined : `Give one of: ${values.join(", ")}.`;

const matching =
  (matches: (value: string) => boolean, right: string): Check =>
  (value) =>
    matches(value) ? undefined : right;

const moment = matching(
  (value) => parseMoment(value) !== undefined,
  "Give a moment in UTC, such as 2026-11-28T18:00:00Z, or a date, from 1970-01-01 until now.",
);

/** A range that begins in the future has no runs, and never had. */
const pastMoment: Check = (value, now) =>
  moment(value, now) ?? (isPast(value, now) ? undefined : "It is in the future. Give a moment in the past.");

const isPast = (value: string, now: Date) => new Date(parseMoment(value) ?? "") <= now;

const pastDate: Check = (value, now) => {
  if (!isDate(value)) return "Give a date, such as 2026-11-28.";
  return isPast(value, now) ? undefined : "It is in the future. Give a date in the past.";
};

const run = matching(
  (value) => isRunName(value) && /[0-9a-z]{26}$/i.test(value),
  "Give the ULID of a run, which has 26 characters.",
);

/** The parameters of the run that is open beside any view. */
const OF_RUN: Readonly<Record<string, Check>> = {
  run,
  batches: matching(
    (value) => batchRangeOf(value) !== undefined,
    "Give the numbers of two batches, such as 1001-1200.",
  ),
  rejects: anyText,
  texts: matching(
    (value) => namesOf(value).every((name) => /^\d{1,9}\.\d{1,6}$/.test(name)),
    "Give the places of rejected records, such as 12.0.",
  ),
};

const OF_VIEW: Readonly<Record<View, Readonly<Record<string, Check>>>> = {
  runs: {
    range: oneOf(RANGES),
    from: pastMoment,
    to: moment,
    show: oneOf(SHOWS),
    reason: anyText,
    source: anyText,
    day: pastDate,
    q: anyText,
    sort: oneOf(["took"]),
    selected: matching(
      (value) => selectionOf(value) !== undefined,
      "Give two moments in UTC with two dots between them, the earlier one first.",
    ),
  },
  statistics: { days: oneOf(DAYS), by: oneOf(DIVISIONS), count: oneOf(COUNTS), source: anyText },
  papers: { paper: anyText, of: run },
  events: {
    type: oneOf(TYPES),
    trace: matching(isRunName, "Give the ULID of a run, or the beginning of it."),
  },
  "dead-letters": {},
  jobs: {},
};

/**
 * Reads the parameters of an address. Anybody can write an address by hand, so each value is checked. A value that cannot be used is left
 * out, and the page shows what it shows without that parameter.
 */
export function readAddress(given: Readonly<Record<string, string>>, now: Date): ReadAddress {
  const { view: name = VIEWS[0], ...others } = given;
  const view = VIEWS.find((each) => each === name);
  const checks = { ...OF_VIEW[view ?? VIEWS[0]], ...OF_RUN };
  const faults: AddressFault[] = [];
  const params: Record<string, string> = {};
  const check = (name: string, value: string, problem: string | undefined) => {
    if (problem === undefined) params[name] = value;
    else faults.push({ name, value, problem });
  };
  if (view === undefined)
    faults.push({ name: "view", value: name, problem: `Give one of: ${VIEWS.join(", ")}.` });
  for (const [name, value] of Object.entries(others))
    if (value !== "") check(name, value, problemOf(checks, name, value, now));
  return { view: view ?? VIEWS[0], ...withRange(params, faults) };
}

function problemOf(checks: Readonly<Record<string, Check>>, name: string, value: string, now: Date) {
  if (!Object.hasOwn(checks, name)) return "This view has no such parameter.";
  return checks[name]?.(value, now);
}

/** Leaves out an end that does not fit to the beginning of its range. */
function withRange(
  { to, ...params }: Readonly<Record<string, string>>,
  faults: readonly AddressFault[],
): Pick<ReadAddress, "params" | "faults"> {
  if (to === undefined) return { params, faults };
  const fault = (problem: string) => ({ params, faults: [...faults, { name: "to", value: to, problem }] });
  if (params.from === undefined) return fault("Give from too, the beginning of the range.");
  if ((parseMoment(params.from) ?? "") > (parseMoment(to) ?? ""))
    return fault(`It is before the beginning of the range, ${params.from}. Give a later moment.`);
  return { params: { ...params, to }, faults };
}
