import { countText, durationText } from "@paperledger/core/text/quantities";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { RunLine } from "../../src/api/answers.ts";
import { onKeys } from "../pieces/keys.ts";
import { Moment, MomentAfter } from "../pieces/moment.tsx";
import { now } from "../pieces/now.ts";
import { OutcomeMark } from "../pieces/outcome-mark.tsx";
import { FileName, OutsideText } from "../pieces/outside-text.tsx";
import { Link } from "../shell/link.tsx";
import { change, openId, route, runRoute } from "../shell/route.ts";
import { attemptText, begunAgain, useRowsToLookAt } from "./again.ts";
import { useWindowRows } from "./window-rows.ts";

const ROW_PX = 32;
/** On a narrow page, a row has two lines. */
const TWO_LINES_PX = 56;
const NARROW = matchMedia("(max-width: 45rem)");

/** The table's heading covers rows. The top bar does not. */
const HEADING_PX = 34;

const COLUMNS = [
  ["outcome", "Outcome"],
  ["file", "File"],
  ["uploaded", "Uploaded"],
  ["started", "Started"],
  ["took", "Took"],
  ["new", "New"],
  ["known", "Known"],
  ["rejected", "Rejected"],
  ["reason", "Reason"],
] as const;

/** The columns by which the runs can be sorted, and what a click does. */
const SORTS: Readonly<Partial<Record<(typeof COLUMNS)[number][0], string>>> = {
  uploaded:
    "The newest upload first. The time is that of the upload, or of the last change if a backfill found the file in the bucket.",
  took: "The longest first",
};

/**
 * Shows the runs, a row each. Only the rows near the window are in the document. The keys j and k move between rows, and Enter
 * opens the run.
 *
 * @param onEnd is called when the last rows are near
 */
export function RunsTable({
  runs,
  sort,
  onEnd,
}: {
  readonly runs: readonly RunLine[];
  /** The column by which the runs are sorted. */
  readonly sort: "uploaded" | "took";
  readonly onEnd: () => void;
}) {
  const place = useRef<HTMLTableSectionElement>(null);
  const [isNarrow, setIsNarrow] = useState(NARROW.matches);
  const [at, setAt] = useState<string>();
  /** The same value without delay, because keys may come faster than the page is drawn. */
  const newestAt = useRef<string>(undefined);
  const isToFocus = useRef(false);
  const { rows, heightPx, marginPx, scrollTo } = useWindowRows(
    place,
    runs.length,
    isNarrow ? TWO_LINES_PX : ROW_PX,
    HEADING_PX,
  );

  useRowsToLookAt(rows.flatMap(({ index }) => runs[index] ?? []));

  useEffect(() => {
    const change = () => setIsNarrow(NARROW.matches);
    NARROW.addEventListener("change", change);
    return () => NARROW.removeEventListener("change", change);
  }, []);

  useEffect(() => {
    const step = (by: number) => {
      const before = runs.findIndex(({ trace_id }) => trace_id === newestAt.current);
      const index = before < 0 ? 0 : Math.min(runs.length - 1, Math.max(0, before + by));
      const run = runs[index];
      if (!run) return;
      isToFocus.current = true;
      newestAt.current = run.trace_id;
      setAt(run.trace_id);
      scrollTo(index);
    };
    return onKeys({ j: () => step(1), k: () => step(-1) });
  }, [runs]);

  // A distant row enters the document only after the page has scrolled to it.
  useLayoutEffect(() => {
    if (!isToFocus.current || at === undefined) return;
    const link = document.getElementById(openId(at));
    if (!link) return;
    isToFocus.current = false;
    link.focus({ preventScroll: true });
  });

  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (runs.length > 0 && last >= runs.length - 1) onEnd();
  }, [last, runs.length]);

  return (
    <table class="runs-table" aria-label="Runs" aria-rowcount={runs.length + 1}>
      <thead class="runs-heading">
        <tr aria-rowindex={1} class="run-row">
          {COLUMNS.map(([name, text]) => (
            <th
              key={name}
              scope="col"
              class={`col-${name}`}
              aria-sort={name === sort ? "descending" : undefined}
            >
              {SORTS[name] === undefined ? (
                text
              ) : (
                <button
                  type="button"
                  class="sort"
                  title={SORTS[name]}
                  onClick={() => change({ sort: name === "took" ? name : undefined }, { replace: true })}
                >
                  {text}
                  {name === sort && <span aria-hidden="true"> ↓</span>}
                </button>
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={place} class="runs-body" style={{ height: `${heightPx}px` }}>
        {rows.map(({ index, start, size }) => {
          const run = runs[index];
          return (
            run && (
              <RunRow
                key={run.trace_id}
                run={run}
                index={index}
                topPx={start - marginPx}
                heightPx={size}
                isAt={at === undefined ? index === 0 : at === run.trace_id}
                onFocus={() => {
                  if (!isToFocus.current) newestAt.current = run.trace_id;
                  setAt(newestAt.current);
                }}
              />
            )
          );
        })}
      </tbody>
    </table>
  );
}

function RunRow({
  run,
  index,
  topPx,
  heightPx,
  isAt,
  onFocus,
}: {
  readonly run: RunLine;
  readonly index: number;
  readonly topPx: number;
  readonly heightPx: number;
  /** True for the only row that Tab reaches. */
  readonly isAt: boolean;
  readonly onFocus: () => void;
}) {
  const { trace_id, outcome, key, started_at, at, span_ms, was_redriven, upserted } = run;
  const { duplicate, rejected, reasons } = run;
  const isOpen = route.value.params.run === ulidOf(trace_id);
  const [reason, ...others] = reasons;
  const again = begunAgain.value[trace_id];
  return (
    <tr
      aria-rowindex={index + 2}
      class={`run-row ${isOpen ? "open" : ""}`}
      style={{ top: `${topPx}px`, height: `${heightPx}px` }}
    >
      <td class="col-outcome">
        <OutcomeMark outcome={outcome} wasRedriven={was_redriven} again={again} />
      </td>
      <td class="col-file">
        <Link
          to={runRoute(trace_id)}
          id={openId(trace_id)}
          tabIndex={isAt ? 0 : -1}
          onFocus={onFocus}
          onGo={() => keepInPlace(openId(trace_id))}
        >
          {key === null ? ulidOf(trace_id) : <FileName s3Key={key} />}
        </Link>
      </td>
      <td class="col-uploaded">
        <Moment at={at} />
      </td>
      <td class="col-started">
        <MomentAfter at={started_at} before={at} />
      </td>
      <td
        class="col-took"
        title={
          was_redriven || again
            ? "From its first start to its last end, with the wait before its redrive"
            : undefined
        }
      >
        {span_ms === null ? <span class="dim">–</span> : durationText(span_ms)}
      </td>
      <Count of={upserted} class="col-new" />
      <Count of={duplicate} class="col-known" />
      <Count of={rejected} class="col-rejected" />
      <td class="col-reason">
        {reason !== undefined && <OutsideText text={reasons.join(", ")}>{reason}</OutsideText>}
        {others.length > 0 && <span class="dim"> +{others.length}</span>}
        {again && (
          <span class="dim" title={attemptText(again, now.value)}>
            {" "}
            {attemptText(again, now.value)}
          </span>
        )}
      </td>
    </tr>
  );
}

/** Keeps an element where it is on the screen. A run that opens makes the list narrower, and the parts above the row higher. */
function keepInPlace(id: string): void {
  const topOf = () => document.getElementById(id)?.getBoundingClientRect().top;
  const before = topOf();
  // The page is drawn before the first of these frames, and the rows are placed before the second one.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const after = topOf();
      if (before !== undefined && after !== undefined) scrollBy(0, after - before);
    }),
  );
}

const Count = ({ of, class: className }: { readonly of: number; readonly class: string }) => (
  <td class={`${className} ${of === 0 ? "zero" : ""}`}>{countText(of)}</td>
);
