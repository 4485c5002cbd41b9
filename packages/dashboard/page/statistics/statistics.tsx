import { REJECTED_EACH_TIME } from "@paperledger/core/text/rejected-each-time";
import { shellWord } from "@paperledger/core/text/shell-word";
import { useMemo } from "preact/hooks";
import type { StatisticsAnswer } from "../../src/api/statistics-answers.ts";
import { CopyCommand } from "../pieces/copy-command.tsx";
import { EmptyState, Loading } from "../pieces/empty-state.tsx";
import { Notes } from "../pieces/notes.tsx";
import { now } from "../pieces/now.ts";
import { usePolled } from "../server/polled.ts";
import { ProblemBanner } from "../shell/problem-banner.tsx";
import { route } from "../shell/route.ts";
import { BatchTimesChart } from "./batch-times-chart.tsx";
import { PapersChart } from "./papers-chart.tsx";
import { type CountName, rangeOf, viewedOf } from "./range.ts";
import { RangeBar } from "./range-bar.tsx";
import { SourcesTable } from "./sources-table.tsx";
import { StatisticsFigures } from "./statistics-figures.tsx";
import { StatisticsTable } from "./statistics-table.tsx";
import { Verify } from "./verify.tsx";
import "./statistics.css";

/** While events come, the sums are read again after this shorter time. Each answer reads the sums of every day shown. */
const WHILE_EVENTS_COME_MS = 10_000;
const OTHERWISE_MS = 60_000;
const EVENTS_COME_MS = 120_000;

const everyMs = ({ counted_up_to }: StatisticsAnswer) => {
  const newest = counted_up_to?.newest_event_at;
  const age = newest ? Date.now() - Date.parse(newest) : Number.POSITIVE_INFINITY;
  return age < EVENTS_COME_MS ? WHILE_EVENTS_COME_MS : OTHERWISE_MS;
};

/** Shows papers by day and source, the rates and times, and the check that the sums are right. */
export function Statistics() {
  const { days, source, by, count } = viewedOf(route.value.params);
  const { from, to } = rangeOf(days, now.value);
  const search = new URLSearchParams({ from, to, ...(source !== undefined && { source }) });
  const { answer, problem } = usePolled<StatisticsAnswer>(`/api/statistics?${search}`, everyMs).value;
  // The command knows one day at a time.
  const day = answer?.days[0]?.date ?? to;
  const command = `stats --date ${day}${source === undefined ? "" : ` --source ${shellWord(source)}`}`;
  return (
    <div class="statistics">
      <ProblemBanner problem={problem} />
      <header class="bar">
        <h1>Statistics</h1>
        <RangeBar sources={answer?.sources ?? []} />
        <CopyCommand command={command} of={`${day} alone`} />
      </header>
      {answer === undefined ? (
        problem === undefined && <Loading what="the statistics" />
      ) : (
        <Answered answer={answer} source={source} by={by} count={count} />
      )}
      {/* If it were drawn before the sums, it would appear at the top, and the sums would then push it to the bottom. */}
      {(answer ?? problem) !== undefined && <Verify />}
    </div>
  );
}

function Answered({
  answer,
  source,
  by,
  count,
}: {
  readonly answer: StatisticsAnswer;
  readonly source: string | undefined;
  readonly by: "outcome" | "source";
  readonly count: CountName;
}) {
  const shown = useMemo(() => daysOf(answer, source), [answer, source]);
  return (
    <>
      <Notes
        title="Sums that cannot be read are left out. The command rebuild computes them again."
        notes={answer.unreadable}
      />
      {shown.length === 0 ? (
        <EmptyState
          title={`No run ${source === undefined ? "" : `with records of ${source} `}from ${answer.from} to ${answer.to} (UTC)`}
        >
          Choose more days, or begin with a file: ./paperledger ingest FILE
        </EmptyState>
      ) : (
        <>
          <StatisticsFigures answer={answer} />
          <div class="charts">
            <PapersChart from={answer.from} to={answer.to} days={shown} by={by} />
            <BatchTimesChart from={answer.from} to={answer.to} days={shown} />
          </div>
          <SourcesTable days={shown} count={count} />
          <section>
            <h2>All figures by day</h2>
            <StatisticsTable days={shown} />
            {answer.range.rejected > 0 && <p class="dim">{REJECTED_EACH_TIME}</p>}
          </section>
        </>
      )}
    </>
  );
}

/**
 * Returns the days with the sums of the chosen source. Without a source, returns the days unchanged. Days without a record of the
 * source are left out.
 */
const daysOf = ({ days }: StatisticsAnswer, source: string | undefined): StatisticsAnswer["days"] =>
  source === undefined
    ? days
    : days.flatMap((day) => {
        const sums = day.sources.find((each) => each.source === source);
        return sums ? [{ date: day.date, ...sums, sources: [sums] }] : [];
      });
