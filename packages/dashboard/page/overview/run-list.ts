import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { RunLine, RunsAnswer } from "../../src/api/answers.ts";
import { ask, type Problem, problemOf } from "../server/ask.ts";
import { AGAIN_AFTER_PROBLEM_MS, untilNext } from "../server/polled.ts";
import type { ShownRange } from "./range.ts";
import { merged } from "./shown-runs.ts";

/** The part of a range's runs that has been read. */
export interface RunList {
  /** Newest first. */
  readonly runs: readonly RunLine[];
  /** Older runs than this one are read next. Null if the whole range is read. Undefined until the first answer. */
  readonly next: string | null | undefined;
  /** Why the last question has no answer. The runs that were read before stay. */
  readonly problem: Problem | undefined;
  /** The runs that cannot be read. */
  readonly unknown: readonly string[];
  /** Increases when runs have come or ended, at most every ten seconds. The counts are read again then. */
  readonly changes: number;
}

const NOTHING: RunList = { runs: [], next: undefined, problem: undefined, unknown: [], changes: 0 };

/** The first page is small, so that it is shown soon. */
const FIRST_PAGE = 100;
const PAGE = 1_000;

/** This many runs of a long range are read automatically. */
const READ_UNASKED = 5_000;

/** Tells whether more runs are being read automatically. */
export const isReading = ({ runs, next }: RunList): boolean =>
  next === undefined || (next !== null && runs.length < READ_UNASKED);

/** A run that was uploaded this long before the newest run may still be counted after it. */
const LATE_MS = 10 * 60_000;
const TAIL = 500;
const WHILE_ONE_RUNS_MS = 3_000;
const CHANGES_EVERY_MS = 10_000;
const OTHERWISE_MS = 15_000;

/** The most trace ids that the server takes at once. */
const MOST_NAMED = 100;

/**
 * Reads the runs of a range. Then reads new and running runs repeatedly, while the page is visible.
 *
 * @param again if this number changes, the whole list is read again. The old list is shown until then
 */
export function useRunList(range: ShownRange, again: number): Signal<RunList> {
  const list = useMemo(() => signal(NOTHING), [range.from, range.to]);
  useEffect(() => {
    const gone = new AbortController();
    void keepRead(range, list, gone.signal);
    return () => gone.abort();
  }, [list, again]);
  return list;
}

/** Reads another page of a long range. */
export async function readFurther(range: ShownRange, list: Signal<RunList>, pages = 5): Promise<void> {
  try {
    for (let page = 0; page < pages && list.value.next; page++)
      append(list, await askRuns(range, { before: list.value.next, limit: PAGE }));
  } catch (error) {
    list.value = { ...list.value, problem: problemOf(error) };
  }
}

async function keepRead(range: ShownRange, list: Signal<RunList>, gone: AbortSignal): Promise<void> {
  let isRead = false;
  let told: Told = { changesAtMs: 0, counts: "" };
  while (!gone.aborted) {
    let nextMs = AGAIN_AFTER_PROBLEM_MS;
    try {
      isRead = isRead ? await readNews(range, list, gone) : await readAll(range, list, gone);
      if (gone.aborted) return;
      if (list.value.problem !== undefined) list.value = { ...list.value, problem: undefined };
      told = tellChanges(list, told);
      nextMs = isRead ? (runningIds(list).length > 0 ? WHILE_ONE_RUNS_MS : OTHERWISE_MS) : 0;
    } catch (error) {
      if (gone.aborted) return;
      const problem = problemOf(error);
      list.value = { ...list.value, problem };
      if (problem.kind !== "away") return;
    }
    await untilNext(nextMs, gone);
  }
}

/** The last announcement: its time, and the number of runs of each outcome. */
interface Told {
  readonly changesAtMs: number;
  readonly counts: string;
}

/** Announces that the counts have changed, unless the last announcement is recent. In that case the next call announces it. */
function tellChanges(list: Signal<RunList>, told: Told): Told {
  const counts = JSON.stringify(
    [...Map.groupBy(list.value.runs, ({ outcome }) => outcome)]
      .map(([outcome, { length }]) => [outcome, length])
      .sort(),
  );
  const nowMs = Date.now();
  if (told.counts === "") return { ...told, counts };
  if (counts === told.counts || nowMs - told.changesAtMs < CHANGES_EVERY_MS) return told;
  list.value = { ...list.value, changes: list.value.changes + 1 };
  return { changesAtMs: nowMs, counts };
}

/** Reads the list from its newest run on. If nothing is shown yet, shows each page as soon as it is read. Returns true. */
async function readAll(range: ShownRange, list: Signal<RunList>, gone: AbortSignal): Promise<true> {
  const shown = list.value.next === undefined ? list : undefined;
  const wanted = Math.max(READ_UNASKED, list.value.runs.length);
  const read = shown ?? signal(NOTHING);
  append(read, await askRuns(range, { limit: FIRST_PAGE }, gone));
  while (read.value.next && read.value.runs.length < wanted && !gone.aborted)
    append(read, await askRuns(range, { before: read.value.next, limit: PAGE }, gone));
  if (!gone.aborted) list.value = read.value;
  return true;
}

/** Reads the newest runs and the running ones. Returns false if so many runs came that the list has to be read again. */
async function readNews(range: ShownRange, list: Signal<RunList>, gone: AbortSignal): Promise<boolean> {
  const newest = list.value.runs[0];
  const from =
    newest && Date.parse(newest.at) - LATE_MS > Date.parse(range.from) ? lateBefore(newest) : range.from;
  const tail = await askRuns({ ...range, from }, { limit: TAIL }, gone);
  if (tail.next !== null && list.value.next === null && tail.runs.length === TAIL) {
    const known = new Set(list.value.runs.map(({ trace_id }) => trace_id));
    const oldest = tail.runs.at(-1);
    if (oldest && !known.has(oldest.trace_id)) return false;
  }
  const ids = runningIds(list).slice(0, MOST_NAMED);
  const named =
    ids.length === 0 ? [] : (await ask<RunsAnswer>(`/api/runs/named?ids=${ids.join(",")}`, gone)).runs;
  const before = new Map(list.value.runs.map((run) => [run.trace_id, JSON.stringify(run)]));
  const changed = [...tail.runs, ...named].filter((run) => before.get(run.trace_id) !== JSON.stringify(run));
  if (changed.length > 0 && !gone.aborted)
    list.value = { ...list.value, runs: merged(list.value.runs, changed) };
  return true;
}

const lateBefore = ({ at }: RunLine) => new Date(Date.parse(at) - LATE_MS).toISOString();

const runningIds = (list: Signal<RunList>) =>
  list.value.runs.filter(({ outcome }) => outcome === "running").map(({ trace_id }) => trace_id);

function append(list: Signal<RunList>, { runs, next, unknown }: RunsAnswer): void {
  const { value } = list;
  list.value = {
    ...value,
    runs: merged(value.runs, runs),
    next,
    problem: undefined,
    unknown: [...new Set([...value.unknown, ...unknown])],
  };
}

function askRuns(
  { from, to }: Pick<ShownRange, "from" | "to">,
  page: { readonly before?: string; readonly limit: number },
  gone?: AbortSignal,
): Promise<RunsAnswer> {
  const { before, limit } = page;
  const query = new URLSearchParams({
    from,
    ...(to && { to }),
    ...(before && { before }),
    limit: `${limit}`,
  });
  return ask<RunsAnswer>(`/api/runs?${query}`, gone);
}
