import { countOf, countText, durationText } from "@paperledger/core/text/quantities";
import type { ComponentChildren } from "preact";
import type { BatchesAnswer, BatchesRead, BatchLine, RunAnswer } from "../../src/api/run-answers.ts";
import { jobsEnded } from "../jobs/jobs-state.ts";
import { Button } from "../pieces/button.tsx";
import { type Column, DataTable } from "../pieces/data-table.tsx";
import { Moment } from "../pieces/moment.tsx";
import { OutsideText } from "../pieces/outside-text.tsx";
import { usePolled } from "../server/polled.ts";
import { ProblemBanner } from "../shell/problem-banner.tsx";
import { change, route } from "../shell/route.ts";
import { batchRangeOf } from "./batch-range.ts";
import { StripBars } from "./strip-bars.tsx";

const EVERY_MS = 2_500;

/**
 * Shows the batches of a run in order. A bar is one batch, or several batches in a row. Clicking a bar of several shows each of
 * them.
 */
export function BatchStrip({ run }: { readonly run: RunAnswer }) {
  const { trace_id: traceId, counts } = run;
  const { batches } = counts;
  const range = batchRangeOf(route.value.params.batches);
  const query = new URLSearchParams({
    run: traceId,
    ...(range && { first: String(range.first), last: String(range.last) }),
  });
  const { answer, problem } = usePolled<BatchesAnswer>(
    `/api/run/batches?${query}`,
    everyMs,
    jobsEnded.value,
  ).value;
  return (
    <section class="run-section">
      <h2>
        {countOf(batches, "batch", "batches")}
        {range && (
          <>
            {" · "}
            {countText(range.first)} to {countText(range.last)}{" "}
            <Button kind="quiet" onClick={() => change({ batches: undefined })}>
              all batches
            </Button>
          </>
        )}
      </h2>
      <ProblemBanner problem={problem} />
      {answer?.state === "read" ? (
        <Shown answer={answer} isPart={range !== undefined} />
      ) : (
        problem === undefined && <StillReading run={run} read={answer?.batches_read ?? 0} />
      )}
    </section>
  );
}

function everyMs(answer: BatchesAnswer): number {
  if (answer.state === "reading") return 0;
  return answer.may_grow ? EVERY_MS : Number.POSITIVE_INFINITY;
}

/** Shows what is known of the batches before all of them are read, and how far the reading is. */
function StillReading({
  run: { counts, batch_ms },
  read,
}: {
  readonly run: RunAnswer;
  readonly read: number;
}) {
  return (
    <>
      <Times times={batch_ms} />
      <p class="dim" role="status">
        Reading {countOf(counts.batches, "batch", "batches")}
        {read > 0 && `: ${countText(read)} so far`}…
      </p>
    </>
  );
}

/** Shows percentiles of the batches' times. */
function Times({
  times,
  children,
}: {
  readonly times: Readonly<Record<string, number | null>>;
  readonly children?: ComponentChildren;
}) {
  return (
    <dl class="run-counts">
      {Object.entries(times).map(([name, ms]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd
            title={
              name === "slowest"
                ? undefined
                : "From a histogram, as in trace and in Statistics: at most 3.2 % off"
            }
          >
            {durationText(ms)}
          </dd>
        </div>
      ))}
      {children}
    </dl>
  );
}

/** Shows the batches. The rate of a whole run that has ended is among its facts. @param isPart true if they are a part of the run's */
function Shown({ answer, isPart }: { readonly answer: BatchesRead; readonly isPart: boolean }) {
  const {
    p50_ms,
    p95_ms,
    p99_ms,
    slowest_ms,
    papers_per_second,
    missing,
    bars,
    slowest,
    unreadable,
    may_grow,
  } = answer;
  return (
    <>
      <Times times={{ p50: p50_ms, p95: p95_ms, p99: p99_ms, slowest: slowest_ms }}>
        {papers_per_second !== null && (isPart || may_grow) && (
          <div>
            <dt>papers/s {isPart ? "in these batches" : "so far"}</dt>
            <dd>{countText(papers_per_second)}</dd>
          </div>
        )}
      </Times>
      {unreadable.map((message) => (
        <p key={message} class="run-failure">
          Not all of it can be read: <OutsideText text={message} class="wrapped" />
        </p>
      ))}
      {missing > 0 && <p class="dim">{countOf(missing, "batch", "batches")} before the last one not done.</p>}
      <StripBars
        bars={bars}
        p95Ms={p95_ms}
        onOpen={(first, last) => change({ batches: `${first}-${last}` })}
      />
      <DataTable
        caption="The slowest batches"
        columns={COLUMNS}
        rows={slowest}
        keyOf={({ seq }) => String(seq)}
      />
    </>
  );
}

const COLUMNS: readonly Column<BatchLine>[] = [
  { heading: "slowest batches", kind: "number", cell: ({ seq }) => countText(seq) },
  { heading: "took", kind: "number", cell: ({ batch_ms }) => durationText(batch_ms) },
  { heading: "done", cell: ({ at }) => <Moment at={at} /> },
  {
    heading: "records",
    kind: "number",
    cell: ({ first_record, last_record }) => `${countText(first_record)}–${countText(last_record)}`,
  },
  { heading: "new", kind: "number", cell: ({ upserted }) => countText(upserted) },
  { heading: "known", kind: "number", cell: ({ duplicate }) => countText(duplicate) },
  { heading: "rejected", kind: "number", cell: ({ rejected }) => countText(rejected) },
];
