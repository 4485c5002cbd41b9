import { outcomesText } from "@paperledger/core/text/outcome-counts";
import { bytesText, countText, durationText, shareText } from "@paperledger/core/text/quantities";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import type { ComponentChildren } from "preact";
import type { RunAnswer } from "../../src/api/run-answers.ts";
import { Age, Moment } from "../pieces/moment.tsx";
import { OutsideText } from "../pieces/outside-text.tsx";
import { Link } from "../shell/link.tsx";
import { papersOfRunRoute } from "../shell/route.ts";

/** Shows the counts of a run, its file, its times, its events and its papers. */
export function RunFacts({ run }: { readonly run: RunAnswer }) {
  const { counts, took_ms, papers_per_second, success_rate, sources } = run;
  return (
    <>
      <dl class="run-counts">
        <Count name="new" count={counts.upserted} />
        <Count name="known" count={counts.duplicate} />
        <Count name="rejected" count={counts.rejected} kind={counts.rejected > 0 ? "rejects" : undefined} />
        <div>
          <dt>{run.was_redriven ? "worked" : "took"}</dt>
          <dd
            title={run.was_redriven ? "The time of all attempts, without the waits between them" : undefined}
          >
            {took_ms === null ? "–" : durationText(took_ms)}
          </dd>
        </div>
        {run.was_redriven && (
          <div>
            <dt>start to end</dt>
            <dd title="From its first start to its last end, with the wait before its redrive">
              {durationText(run.span_ms)}
            </dd>
          </div>
        )}
        <div>
          <dt>papers/s</dt>
          <dd title="Records a second, from its start to its end">
            {papers_per_second === null ? "–" : countText(papers_per_second)}
          </dd>
        </div>
      </dl>
      <dl class="run-facts">
        <Fact name="file">
          <OutsideText text={run.key === null ? "–" : `s3://${run.bucket}/${run.key}`} class="wrapped" />
          <span class="dim">
            {[run.size_bytes === null ? undefined : bytesText(run.size_bytes), run.format]
              .filter(Boolean)
              .map((text) => ` · ${text}`)
              .join("")}
          </span>
        </Fact>
        {run.again?.failed_again_at && (
          <Fact name="failed again">
            <Moment at={run.again.failed_again_at} />, in attempt {run.again.attempts}
          </Fact>
        )}
        <Fact name="uploaded">
          <Moment at={run.at} />
        </Fact>
        <Fact name="started">
          <Moment at={run.started_at} />
        </Fact>
        {run.outcome === "silent" && run.last_event_at && (
          <Fact name="last heard">
            <Moment at={run.last_event_at} />, <Age at={run.last_event_at} />
          </Fact>
        )}
        {run.completed_at && (
          <Fact name="completed">
            <Moment at={run.completed_at} />
          </Fact>
        )}
        <Fact name="records">
          {countText(counts.processed)} read, {bytesText(counts.bytes)}
          {success_rate !== null && `, ${shareText(success_rate)} new or known`}
        </Fact>
        {sources.length > 1 && (
          <Fact name="sources">
            {sources.map(({ source, ...outcomes }) => (
              <span key={source} class="run-source">
                <OutsideText text={source} /> {outcomesText(outcomes)}
              </span>
            ))}
          </Fact>
        )}
        <Fact name="published">
          <Published run={run} />
        </Fact>
        {counts.upserted > 0 && (
          <Fact name="wrote">
            <Link to={papersOfRunRoute(run.trace_id)}>
              {countText(counts.upserted)} {counts.upserted === 1 ? "version" : "versions"} of papers
            </Link>
          </Fact>
        )}
        <Fact name="trace id">
          <code>{run.trace_id}</code>
        </Fact>
      </dl>
    </>
  );
}

function Published({ run }: { readonly run: RunAnswer }) {
  const { started, batch_done, completed, failed } = run.published;
  const all = { started, "batch-done": batch_done, completed, failed };
  return (
    <>
      <a href={`/api/run/json?run=${ulidOf(run.trace_id)}`}>
        {countText(started + batch_done + completed + failed)} events
      </a>
      :{" "}
      {Object.entries(all)
        .filter(([, count]) => count > 0)
        .map(([type, count]) => `${countText(count)} ${type}`)
        .join(", ")}
      {!run.is_counted && <span class="dim"> (the projector has not seen all of them yet)</span>}
    </>
  );
}

function Count({
  name,
  count,
  kind,
}: {
  readonly name: string;
  readonly count: number;
  readonly kind?: string | undefined;
}) {
  return (
    <div class={kind}>
      <dt>{name}</dt>
      <dd>{countText(count)}</dd>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
