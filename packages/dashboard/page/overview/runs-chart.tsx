import { countOf, countText } from "@paperledger/core/text/quantities";
import { useMemo, useRef, useState } from "preact/hooks";
import type uPlot from "uplot";
import type { RunLine } from "../../src/api/answers.ts";
import { Chart, type ChartOptions, chartAxis } from "../pieces/chart.tsx";
import { durationAxis } from "../pieces/duration-axis.ts";
import { colourOf } from "../pieces/theme-colours.ts";
import { tickText } from "../pieces/tick-text.ts";
import { change, go, runRoute } from "../shell/route.ts";
import { barText } from "./bar-text.ts";
import { type Bar, barsOf, segmentsOf, topMs } from "./bars.ts";
import { type Figure, placedFigures } from "./figures.ts";
import { selectionText } from "./shown-runs.ts";
import { timeTexts } from "./time-texts.ts";

const HEIGHT_PX = 140;

/** Dates below the axis need this room. */
const DATE_PX = 80;

/** The widest bar of a run. */
const WIDEST_PX = 10;

/** The part of the chart above the highest bar, by the number of cut bars. Their figures need more: one row, or two. */
const HEADROOM = 1.1;
const HEADROOM_FIGURE = 1.3;
const HEADROOM_FIGURES = 1.6;

interface Drawn {
  readonly bars: readonly Bar[];
  /** Bars that took longer are cut off. */
  readonly topMs: number;
  readonly selection: { readonly fromMs: number; readonly toMs: number } | undefined;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Shows the runs over time. A bar is a run, or a bucket of runs. Its height is the time that they took. Dragging selects a part of
 * the range.
 */
export function RunsChart({
  runs,
  isWhole,
  fromMs,
  toMs,
  selection,
}: {
  readonly runs: readonly RunLine[];
  /** False while more runs are being read. */
  readonly isWhole: boolean;
  readonly fromMs: number;
  readonly toMs: number;
  readonly selection: Drawn["selection"];
}) {
  const bars = useMemo(() => barsOf(runs, toMs - fromMs), [runs, fromMs, toMs]);
  const now: Drawn = { bars, topMs: topMs(bars), selection, fromMs, toMs };
  const drawn = useRef(now);
  drawn.current = now;
  const outside = useMemo(() => runs.filter(({ at }) => Date.parse(at) < fromMs).length, [runs, fromMs]);
  const [pointed, setPointed] = useState<Bar>();
  const options = useMemo(() => optionsOf(drawn, setPointed), []);
  const data = useMemo(() => dataOf(drawn.current), [bars, fromMs, toMs, selection]);
  return (
    <figure class="runs-chart">
      <Chart
        options={options}
        data={data}
        heightPx={HEIGHT_PX}
        label={`How long ${countOf(runs.length, "run")} took over time. The table below has the same runs.`}
      />
      <figcaption aria-hidden="true">
        {pointed ? barText(pointed, new Date()) : hintText(bars, isWhole, outside)}
      </figcaption>
    </figure>
  );
}

/** @param outside the number of listed runs whose files are of another time */
function hintText(bars: readonly Bar[], isWhole: boolean, outside: number): string {
  if (!isWhole) return "Only the newest runs so far. The others are being read.";
  if (outside > 0)
    return outside === 1
      ? "1 run of an older file is listed below, and not drawn here."
      : `${countText(outside)} runs of older files are listed below, and not drawn here.`;
  const isBuckets = bars.some(({ runs }) => runs.length > 1);
  const meaning = isBuckets
    ? "Each bar adds up the runs of one stretch of time. The higher it is, the longer they took."
    : "Each bar is a run. The higher it is, the longer the run took.";
  const isCut = bars.some(isCutAt(topMs(bars)));
  return `${meaning}${isCut ? " A bar with a gap is cut off. Its time is above it, or is shown when you point at it." : ""} Drag to select a time.`;
}

/** uPlot scales and labels the axes by these data. The bars are drawn by {@link drawBars}. */
function dataOf({ bars, topMs: top, fromMs, toMs }: Drawn): uPlot.AlignedData {
  const times = [fromMs, ...bars.map(middleMs), toMs];
  const heights = [0, ...bars.map(({ totalMs }) => Math.min(totalMs, top)), 0];
  // Bars are sorted by time, but one may begin before the range does.
  const order = times.map((_, index) => index).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
  return [order.map((index) => (times[index] ?? 0) / 1_000), order.map((index) => heights[index] ?? 0)];
}

const isCutAt =
  (top: number) =>
  ({ totalMs }: Bar): boolean =>
    totalMs > top;

const headroom = (cutBars: number): number =>
  cutBars === 0 ? HEADROOM : cutBars === 1 ? HEADROOM_FIGURE : HEADROOM_FIGURES;

const middleMs = ({ fromMs, toMs }: Bar) => (fromMs + toMs) / 2;

function optionsOf(
  drawn: { readonly current: Drawn },
  setPointed: (bar: Bar | undefined) => void,
): ChartOptions {
  const pointedAt = (plot: uPlot): Bar | undefined => {
    const { left = -1 } = plot.cursor;
    return left < 0 ? undefined : barAt(drawn.current.bars, plot.posToVal(left, "x") * 1_000, plot);
  };
  return {
    legend: { show: false },
    // Room for a date under the last moment of the axis.
    padding: [8, 40, 0, 0],
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false },
      bind: {
        click: (plot) => () => {
          const bar = pointedAt(plot);
          const [only] = bar?.runs ?? [];
          if (!bar || !only || plot.select.width > 0) return null;
          if (bar.fromMs === bar.toMs) go(runRoute(only.trace_id));
          else change({ selected: selectionText(bar.fromMs, bar.toMs) });
          return null;
        },
      },
    },
    scales: {
      x: { time: true, range: () => [drawn.current.fromMs / 1_000, drawn.current.toMs / 1_000] },
      y: {
        range(_, __, most) {
          const { bars, topMs: top } = drawn.current;
          return [0, most > 0 ? most * headroom(bars.filter(isCutAt(top)).length) : 1_000];
        },
      },
    },
    axes: [chartAxis({ space: DATE_PX, values: (_, splits) => timeTexts(splits) }), durationAxis()],
    series: [{}, { paths: () => null, points: { show: false } }],
    hooks: {
      draw: [(plot) => drawBars(plot, drawn.current)],
      setCursor: [(plot) => setPointed(pointedAt(plot))],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < 3) return;
          const [fromMs, toMs] = [left, left + width].map((px) => plot.posToVal(px, "x") * 1_000);
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          if (fromMs !== undefined && toMs !== undefined) change({ selected: selectionText(fromMs, toMs) });
        },
      ],
    },
  };
}

/** Returns the bar at a moment: the bucket that holds it, or the run that is nearest to it on the screen. */
function barAt(bars: readonly Bar[], ms: number, plot: uPlot): Bar | undefined {
  const perPx = (plot.posToVal(1, "x") - plot.posToVal(0, "x")) * 1_000;
  const near = WIDEST_PX * perPx;
  return bars
    .filter(
      ({ fromMs, toMs }) =>
        ms >= fromMs - (fromMs === toMs ? near : 0) && ms <= toMs + (fromMs === toMs ? near : 0),
    )
    .toSorted((a, b) => Math.abs(middleMs(a) - ms) - Math.abs(middleMs(b) - ms))[0];
}

function drawBars(plot: uPlot, { bars, topMs: top, selection }: Drawn): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const xOf = (ms: number) => plot.valToPos(ms / 1_000, "x", true);
  const bottom = bbox.top + bbox.height;
  const pxPerMs = (bottom - plot.valToPos(1_000_000, "y", true)) / 1_000_000;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.font = `${FIGURE_PX * ratio}px system-ui, sans-serif`;
  const figures: Figure[] = [];
  let figuresBottom = bottom;
  for (const bar of bars) {
    const isCut = isCutAt(top)(bar);
    const bucketPx = xOf(bar.toMs) - xOf(bar.fromMs);
    const widthPx = Math.max(2 * ratio, Math.min(bucketPx || WIDEST_PX * ratio * 0.5, 40 * ratio) - ratio);
    const middlePx = xOf(middleMs(bar));
    const left = insideLeft(middlePx, widthPx, bbox);
    let y = bottom;
    for (const { outcome, heightPx } of segmentsOf(
      bar,
      (isCut ? top / bar.totalMs : 1) * (pxPerMs / ratio),
    )) {
      const height = heightPx * ratio;
      y -= height;
      ctx.fillStyle = colourOf(outcome);
      ctx.fillRect(left, y, widthPx, height);
    }
    if (isCut) {
      ctx.fillStyle = colourOf("back");
      ctx.fillRect(left, y + GAP_BELOW_TOP_PX * ratio, widthPx, GAP_PX * ratio);
      const text = tickText(bar.totalMs);
      figures.push({ text, middlePx, widthPx: ctx.measureText(text).width });
      figuresBottom = Math.min(figuresBottom, y);
    }
  }
  drawFigures(plot, figures, figuresBottom);
  if (selection) {
    const [left, right] = [xOf(selection.fromMs), xOf(selection.toMs)];
    ctx.globalAlpha = 0.65;
    ctx.fillStyle = colourOf("back");
    ctx.fillRect(bbox.left, bbox.top, left - bbox.left, bbox.height);
    ctx.fillRect(right, bbox.top, bbox.left + bbox.width - right, bbox.height);
    ctx.globalAlpha = 1;
    ctx.fillStyle = colourOf("accent");
    for (const edge of [left, right]) ctx.fillRect(edge - ratio / 2, bbox.top, ratio, bbox.height);
  }
  ctx.restore();
}

const GAP_PX = 3;
const GAP_BELOW_TOP_PX = 8;

/** Returns the left edge of a bar. If its middle is in the chart, the whole bar is. */
function insideLeft(middlePx: number, widthPx: number, { left, width }: uPlot.BBox): number {
  const isInside = middlePx >= left && middlePx <= left + width;
  const leftPx = middlePx - widthPx / 2;
  return isInside ? Math.max(left, Math.min(leftPx, left + width - widthPx)) : leftPx;
}

const FIGURE_PX = 11;
const FIGURE_ROW_PX = 14;

/** Draws the times of cut bars above them. @param bottomPx the top of the highest cut bar */
function drawFigures({ ctx, bbox }: uPlot, figures: readonly Figure[], bottomPx: number): void {
  const ratio = devicePixelRatio;
  const room = { leftPx: bbox.left, rightPx: bbox.left + bbox.width, gapPx: 4 * ratio };
  ctx.fillStyle = colourOf("text");
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  for (const { text, leftPx, row } of placedFigures(figures, room))
    ctx.fillText(text, leftPx, bottomPx - (2 + row * FIGURE_ROW_PX) * ratio);
}
