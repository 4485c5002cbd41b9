import { useEffect, useMemo, useState } from "preact/hooks";
import type { StatusAnswer } from "../../src/api/answers.ts";
import { jobsEnded } from "../jobs/jobs-state.ts";
import { EmptyState, Loading } from "../pieces/empty-state.tsx";
import { withVisibleMarks } from "../pieces/visible-marks.ts";
import { visits } from "../pieces/visits.ts";
import { usePolled } from "../server/polled.ts";
import { ProblemBanner } from "../shell/problem-banner.tsx";
import { route } from "../shell/route.ts";
import { ReadBegunAgain } from "./again.ts";
import { Cards } from "./cards.tsx";
import { FilterLine } from "./filter-line.tsx";
import { LateTodo } from "./late-todo.tsx";
import { listRangeOf, rangeOf } from "./range.ts";
import { isReading, readFurther, useRunList } from "./run-list.ts";
import { RunsChart } from "./runs-chart.tsx";
import { useRunsOfTodo } from "./runs-of-todo.ts";
import { RunsTable } from "./runs-table.tsx";
import { endSearch, searchFor, searchNote } from "./search-hits.ts";
import { type Filters, filtersOf, longestFirst, NO_FILTERS, shownRuns, withSilent } from "./shown-runs.ts";
import { TodoList } from "./todo-list.tsx";
import { useTogether } from "./together.ts";
import { useThings } from "./use-things.ts";
import "./overview.css";

/** A status reads all runs of its range, so it is requested less often than the newest runs. */
const STATUS_WHILE_ONE_RUNS_MS = 10_000;
const STATUS_OTHERWISE_MS = 30_000;

/** The number of silent runs that are listed at first. A button lists the others. */
const SILENT_UNASKED = 100;

/** The first screen: the outcomes of the runs of a range, the things to do, and the list of runs. */
export function Overview() {
  const { params } = route.value;
  const again = jobsEnded.value;
  const range = useMemo(() => rangeOf(params, new Date()), [params.range, params.from, params.to, again]);
  const filters = useMemo(() => filtersOf(params), [params]);
  const listRange = useMemo(() => listRangeOf(filters.day, range), [filters.day, range]);
  const list = useRunList(listRange, again);
  const query = new URLSearchParams({ from: range.from, ...(range.to && { to: range.to }) });
  // The newest runs are read first. A status reads many more runs, and would delay them.
  const isBegun = list.value.next !== undefined || list.value.problem !== undefined;
  const visit = visits.value;
  const status = usePolled<StatusAnswer>(
    isBegun ? `/api/status?${query}` : undefined,
    ({ parts }) =>
      parts.some(({ running }) => running > 0) ? STATUS_WHILE_ONE_RUNS_MS : STATUS_OTHERWISE_MS,
    again + list.value.changes + visit,
  ).value;
  const things = useThings(status.answer, [params.range, params.from, params.to, visit].join(" "));
  const silent = status.answer?.silent ?? NONE;
  const together = useTogether(isBegun, status.answer !== undefined || status.problem !== undefined);
  const [isAllSilent, setIsAllSilent] = useState(false);
  const listedSilent = useMemo(
    () => (isAllSilent ? silent : silent.slice(0, SILENT_UNASKED)),
    [silent, isAllSilent],
  );
  const ofTodo = useRunsOfTodo(filters, range, listedSilent, again + list.value.changes);
  const { runs, next, problem } = list.value;
  const inRange = useMemo(() => withSilent(runs, silent), [runs, silent]);
  const all = useMemo(
    () => (ofTodo ? withSilent(ofTodo.runs ?? [], silent) : inRange),
    [ofTodo?.runs, ofTodo === undefined, inRange, silent],
  );
  const inChart = useMemo(
    // The server has already chosen the runs of a thing to do by their reason.
    () => shownRuns(all, { ...filters, reason: ofTodo ? undefined : filters.reason, selection: undefined }),
    [all, filters.show, filters.reason, filters.source, filters.text],
  );
  const sort = params.sort === "took" ? "took" : "uploaded";
  const shown = useMemo(() => {
    const selected = shownRuns(inChart, { ...NO_FILTERS, selection: filters.selection });
    return sort === "took" ? longestFirst(selected) : selected;
  }, [inChart, filters.selection, sort]);
  const isRead = ofTodo ? ofTodo.runs !== undefined : next !== undefined;
  const isListed = ofTodo ? isRead : isBegun && !isReading(list.value);
  const searched = searchFor.value;
  useEffect(() => {
    if (isListed && searched !== undefined && searched.text === filters.text) endSearch(searched, shown, all);
  }, [isListed, searched, shown]);
  const toMs = listRange.to === undefined ? Date.now() : Date.parse(listRange.to);
  const readOn = () => {
    if (next) void readFurther(listRange, list);
  };
  return (
    <>
      {/* This is requested after the things to do are known, because the first screen does not wait for it. */}
      {status.answer && (
        <ReadBegunAgain ofTodo={runsIn(status.answer)} version={again + list.value.changes} />
      )}
      <ProblemBanner problem={problem ?? status.problem ?? ofTodo?.problem} />
      <div class="overview">
        <Cards status={status.answer} shown={filters.show} />
        {together === "nothing-yet" && <Loading what="the runs, and what there is to do" />}
        {together === "together" && status.answer && <TodoList status={status.answer} things={things} />}
        {together === "runs-first" && <LateTodo status={status.answer} things={things} />}
        {together !== "nothing-yet" && (
          <>
            <RunsChart
              runs={inChart}
              isWhole={isListed}
              fromMs={Date.parse(listRange.from)}
              toMs={toMs}
              selection={filters.selection}
            />
            <FilterLine
              shown={shown.length}
              list={list.value}
              range={listRange}
              filters={filters}
              isOfTodo={ofTodo !== undefined}
              isRead={isRead}
              onReadFurther={readOn}
              sort={sort}
              silent={silent.length}
              onReadAllSilent={isAllSilent ? undefined : () => setIsAllSilent(true)}
            />
            <div class="run-list">
              {shown.length > 0 ? (
                <RunsTable runs={shown} sort={sort} onEnd={ofTodo ? NOTHING_MORE : readOn} />
              ) : (
                <NoRuns isRead={isRead} filters={filters} />
              )}
            </div>
          </>
        )}
      </div>
    </>
  );
}

/** Returns the trace ids of the runs that the things to do name. */
const runsIn = ({ todo }: StatusAnswer): readonly string[] =>
  todo.flatMap((each) => ("runs" in each ? each.runs.map(({ trace_id }) => trace_id) : []));

const NONE: readonly string[] = [];
const NOTHING_MORE = () => {};

function NoRuns({ isRead, filters }: { readonly isRead: boolean; readonly filters: Filters }) {
  if (!isRead) return <Loading what="runs" />;
  const isFiltered = Object.values(filters).some((filter) => filter !== undefined);
  if (isFiltered)
    return (
      <EmptyState title="No run matches the filters.">
        {/* The list may be scrolled into view. Then the note below the search box is not. */}
        {searchNote.value === ""
          ? "Remove a filter, or choose a longer time."
          : withVisibleMarks(searchNote.value)}
      </EmptyState>
    );
  return (
    <EmptyState title="No runs in this time.">
      A run begins when a batch file is uploaded: <code>./paperledger ingest FILE</code>. Runs of other times:
      choose a longer time above.
    </EmptyState>
  );
}
