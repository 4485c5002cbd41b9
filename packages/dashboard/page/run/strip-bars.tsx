import { timeOfDay } from "@paperledger/core/text/moment";
import { outcomesText } from "@paperledger/core/text/outcome-counts";
import { countText, durationText } from "@paperledger/core/text/quantities";
import { useState } from "preact/hooks";
import type { BatchBar } from "../../src/api/run-answers.ts";

/** The height of the drawing, in its own units. */
const HEIGHT = 100;

/** If there are fewer bars than this, they stand at the left and do not get wider. */
const FEWEST_SLOTS = 40;

/**
 * Draws the bars in order, for the mouse and for the keyboard: arrows choose a bar, Enter opens its batches. The upper bars are the
 * times of the slowest batches, the lower ones the records a second.
 */
export function StripBars({
  bars,
  p95Ms,
  onOpen,
}: {
  readonly bars: readonly BatchBar[];
  readonly p95Ms: number | null;
  readonly onOpen: (firstSeq: number, lastSeq: number) => void;
}) {
  const [chosen, setChosen] = useState<number>();
  const slots = Math.max(FEWEST_SLOTS, bars.length);
  const at = Math.min(chosen ?? bars.length - 1, bars.length - 1);
  const bar = bars[at];
  if (!bar) return null;
  const open = ({ batches, first_seq, last_seq }: BatchBar) => {
    if (batches > 1) onOpen(first_seq, last_seq);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moved = movedTo(event.key, at, bars.length);
    if (moved === undefined && event.key !== "Enter") return;
    event.preventDefault();
    if (moved === undefined) open(bar);
    else setChosen(moved);
  };
  const barUnder = (event: MouseEvent & { readonly currentTarget: Element }) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return Math.max(0, Math.min(bars.length - 1, Math.floor(((event.clientX - left) / width) * slots)));
  };
  const mostMs = Math.max(...bars.map(({ slowest_ms }) => slowest_ms));
  const mostRate = usualMostRate(bars);
  return (
    <>
      <p class="strip-scale dim">
        <span>time, logarithmic, up to {durationText(mostMs)}; p95 dashed</span>
        <span>below: papers/s, up to {countText(mostRate)}</span>
      </p>
      <div
        class="strip"
        role="slider"
        tabIndex={0}
        aria-label="Batches in order. Arrows choose, Enter opens."
        aria-valuemin={1}
        aria-valuemax={bars.length}
        aria-valuenow={at + 1}
        aria-valuetext={barText(bar)}
        onKeyDown={onKeyDown}
        onMouseMove={(event) => setChosen(barUnder(event))}
        onClick={(event) => {
          const under = bars[barUnder(event)];
          if (under) open(under);
        }}
      >
        <Drawing bars={bars} slots={slots} chosen={at} p95Ms={p95Ms} />
        <Rates bars={bars} slots={slots} chosen={at} most={mostRate} />
      </div>
      <p class="strip-text dim" title={`Done ${bar.at}`}>
        {barText(bar)}
        {bar.batches > 1 && ". Click or Enter: each of them"}
      </p>
    </>
  );
}

function Drawing({
  bars,
  slots,
  chosen,
  p95Ms,
}: {
  readonly bars: readonly BatchBar[];
  readonly slots: number;
  readonly chosen: number;
  readonly p95Ms: number | null;
}) {
  const mostMs = Math.max(1, ...bars.map(({ slowest_ms }) => slowest_ms));
  // The scale is logarithmic, because one batch may take a hundred times as long as the others.
  const heightOf = (ms: number) => (Math.log1p(ms) / Math.log1p(mostMs)) * HEIGHT;
  const p95Height = heightOf(p95Ms ?? 0);
  return (
    <svg class="strip-times" viewBox={`0 0 ${slots} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {bars.map(({ first_seq, slowest_ms, rejected }, nth) => {
        const height = Math.max(2, heightOf(slowest_ms));
        return (
          <rect
            key={first_seq}
            class={`${rejected > 0 ? "with-rejects" : "good"}${nth === chosen ? " chosen" : ""}`}
            x={nth + 0.06}
            width={0.88}
            y={HEIGHT - height}
            height={height}
          />
        );
      })}
      <line class="p95" x1={0} x2={slots} y1={HEIGHT - p95Height} y2={HEIGHT - p95Height} />
    </svg>
  );
}

function Rates({
  bars,
  slots,
  chosen,
  most,
}: {
  readonly bars: readonly BatchBar[];
  readonly slots: number;
  readonly chosen: number;
  /** The rate of the whole height. */
  readonly most: number;
}) {
  return (
    <svg class="strip-rates" viewBox={`0 0 ${slots} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {bars.map(({ first_seq, papers_per_second }, nth) => {
        const height = Math.min(1, (papers_per_second ?? 0) / most) * HEIGHT;
        return (
          <rect
            key={first_seq}
            class={nth === chosen ? "chosen" : undefined}
            x={nth + 0.06}
            width={0.88}
            y={HEIGHT - height}
            height={height}
          />
        );
      })}
    </svg>
  );
}

/** Returns the rate that 95 % of the bars do not exceed. One very short batch has a rate that would make all others invisible. */
function usualMostRate(bars: readonly BatchBar[]): number {
  const rates = bars.map(({ papers_per_second }) => papers_per_second ?? 0).sort((a, b) => a - b);
  return Math.max(1, rates[Math.ceil(0.95 * rates.length) - 1] ?? 0);
}

function movedTo(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return Math.min(count - 1, at + 1);
    case "ArrowLeft":
    case "ArrowDown":
      return Math.max(0, at - 1);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}

function barText(bar: BatchBar): string {
  const { first_seq, last_seq, batches, at, slowest_ms, papers_per_second } = bar;
  return [
    batches === 1
      ? `batch ${countText(first_seq)}`
      : `batches ${countText(first_seq)} to ${countText(last_seq)}`,
    `done ${timeOfDay(at)}`,
    `${batches === 1 ? "took" : "slowest"} ${durationText(slowest_ms)}`,
    `${outcomesText(bar)}`,
    ...(papers_per_second === null ? [] : [`${countText(papers_per_second)} papers/s`]),
  ].join(" · ");
}
