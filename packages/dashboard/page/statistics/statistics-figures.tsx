import { bytesText, countOf, countText, durationText, shareText } from "@paperledger/core/text/quantities";
import type { ComponentChildren } from "preact";
import type { StatisticsAnswer } from "../../src/api/statistics-answers.ts";
import { focusList } from "../overview/list-focus.ts";
import { Age, Moment } from "../pieces/moment.tsx";
import { Link } from "../shell/link.tsx";

/** Shows the sums of the whole range: the counts, the rates, the batch times, and the moment up to which events are counted. */
export function StatisticsFigures({
  answer: { range, counted_up_to, silent },
}: {
  readonly answer: StatisticsAnswer;
}) {
  const { rates } = range;
  const share = (part: number) => (range.processed === 0 ? "" : shareText(part / range.processed));
  return (
    <dl class="figures">
      <Figure name="Runs" value={countText(range.runs_started)}>
        {countText(range.runs_completed)} completed, {countText(range.runs_failed)} failed
        {silent > 0 && (
          <>
            ,{" "}
            <Link to={{ view: "runs", params: { show: "silent" } }} onGo={focusList} class="silent-text">
              {countText(silent)} silent
            </Link>
          </>
        )}
      </Figure>
      <Figure name="Records" value={countText(range.processed)}>
        {bytesText(range.bytes)}
      </Figure>
      <Figure name="New" value={countText(range.upserted)}>
        {share(range.upserted)}
      </Figure>
      <Figure name="Known" value={countText(range.duplicate)}>
        {share(range.duplicate)}
      </Figure>
      <Figure name="Rejected" value={countText(range.rejected)} outcome={range.rejected > 0}>
        {[share(range.rejected), reasonsText(range.rejected_by_reason)].filter(Boolean).join(": ")}
        {range.rejected > 0 && ", each redrive counted"}
      </Figure>
      <Figure name="Success rate" value={shareText(rates.success_rate)}>
        of the records are new or known
      </Figure>
      <Figure name="Batch time, p50" value={durationText(rates.batch_ms_p50)}>
        p95 {durationText(rates.batch_ms_p95)}, p99 {durationText(rates.batch_ms_p99)},{" "}
        {countOf(range.batches, "batch", "batches")}
      </Figure>
      <CountedUpTo counted={counted_up_to} />
    </dl>
  );
}

function CountedUpTo({ counted }: { readonly counted: StatisticsAnswer["counted_up_to"] }) {
  if (counted === null) return null;
  const { newest_event_at, events_behind } = counted;
  return (
    <Figure
      name="Counted up to"
      value={newest_event_at === null ? "no event yet" : <Moment at={newest_event_at} />}
      outcome={events_behind > 0}
    >
      {newest_event_at !== null && <Age at={newest_event_at} />}
      {events_behind > 0 && `, ${countOf(events_behind, "earlier event")} missing`}
    </Figure>
  );
}

function Figure({
  name,
  value,
  outcome = false,
  children,
}: {
  readonly name: string;
  readonly value: ComponentChildren;
  /** True for a number that somebody should look at. */
  readonly outcome?: boolean;
  readonly children?: ComponentChildren;
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class={outcome ? "figure attention" : "figure"}>{value}</dd>
      <dd class="dim">{children}</dd>
    </div>
  );
}

const REASONS_SHOWN = 3;

const reasonsText = (reasons: Readonly<Record<string, number>>): string =>
  Object.entries(reasons)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, REASONS_SHOWN)
    .map(([reason, count]) => `${reason} ${countText(count)}`)
    .join(", ");
