import { countText } from "@paperledger/core/text/quantities";
import { useMemo, useState } from "preact/hooks";
import uPlot from "uplot";
import type { DaySums } from "../../src/api/statistics-answers.ts";
import { Chart, type ChartOptions, chartAxis } from "../pieces/chart.tsx";
import { colourOf } from "../pieces/theme-colours.ts";
import { datesFrom } from "./range.ts";
import { type Bar, barsOf } from "./stacked-bars.ts";
import { DAY_AXIS, IN_UTC, secondsOf } from "./time-axis.ts";

const HEIGHT_PX = 200;

/** Shows papers by day. Each bar is divided by the outcome of the records or by their sources. */
export function PapersChart({
  from,
  to,
  days,
  by,
}: {
  readonly from: string;
  readonly to: string;
  readonly days: readonly DaySums[];
  readonly by: "outcome" | "source";
}) {
  const [pointed, setPointed] = useState<number>();
  const dates = useMemo(() => datesFrom(from, to), [from, to]);
  const bars = useMemo(() => barsOf(dates, days, by), [dates, days, by]);
  const names = bars.map(({ name }) => name).join(" ");
  const options = useMemo(() => optionsOf(bars, setPointed), [names]);
  const data = useMemo<uPlot.AlignedData>(
    () => [dates.map(secondsOf), ...bars.map(({ tops }) => [...tops])],
    [dates, bars],
  );
  return (
    <figure class="chart-figure">
      <figcaption>
        <h2>Records by day (UTC)</h2>
        <Legend bars={bars} at={pointed} date={pointed === undefined ? undefined : dates[pointed]} />
      </figcaption>
      <Chart
        options={options}
        data={data}
        heightPx={HEIGHT_PX}
        label={`Records by day and ${by}. The table below has the figures.`}
      />
    </figure>
  );
}

/** Names the parts of the bars, with their numbers on the day under the pointer, or on all days. */
function Legend({
  bars,
  at,
  date = "all days",
}: {
  readonly bars: readonly Bar[];
  readonly at: number | undefined;
  readonly date: string | undefined;
}) {
  return (
    <ul class="legend">
      <li class="dim number">{date}</li>
      {bars.toReversed().map(({ name, colour, counts }) => (
        <li key={name}>
          <i aria-hidden="true" style={{ background: `var(--${colour})` }} />
          {name} <span class="number">{countText(at === undefined ? sumOf(counts) : (counts[at] ?? 0))}</span>
        </li>
      ))}
    </ul>
  );
}

const sumOf = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

function optionsOf(bars: readonly Bar[], point: (at: number | undefined) => void): ChartOptions {
  const paths = uPlot.paths.bars?.({ size: [0.7, 48] });
  return {
    ...IN_UTC,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: { x: { range: aroundBars }, y: { range: (_, __, max) => [0, Math.max(max, 1) * 1.05] } },
    axes: [DAY_AXIS, chartAxis({ size: 60, values: (_, ticks) => ticks.map(wholeText) })],
    series: [
      {},
      ...bars.map(({ name, colour }) => ({
        label: name,
        stroke: () => colourOf(colour),
        fill: () => colourOf(colour),
        width: 0,
        points: { show: false },
        ...(paths && { paths }),
      })),
    ],
    hooks: { setCursor: [({ cursor }) => point(cursor.idx ?? undefined)] },
  };
}

const HALF_DAY_SECONDS = 43_200;

/** Leaves room for half a bar at either end. */
const aroundBars = (_: uPlot, min: number, max: number): uPlot.Range.MinMax => [
  min - HALF_DAY_SECONDS,
  max + HALF_DAY_SECONDS,
];

const wholeText = (value: number) => (Number.isInteger(value) ? countText(value) : "");
