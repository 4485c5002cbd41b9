import type { Rates } from "@paperledger/core/statistics/rates";
import { durationText } from "@paperledger/core/text/quantities";
import { useMemo, useState } from "preact/hooks";
import type uPlot from "uplot";
import type { DaySums } from "../../src/api/statistics-answers.ts";
import { Chart, type ChartOptions } from "../pieces/chart.tsx";
import { durationAxis } from "../pieces/duration-axis.ts";
import { type ColourToken, colourOf } from "../pieces/theme-colours.ts";
import { DAY_AXIS, IN_UTC, secondsOf } from "./time-axis.ts";

const HEIGHT_PX = 200;

const LINES: readonly {
  readonly name: string;
  readonly colour: ColourToken;
  readonly of: (rates: Rates) => number | null;
}[] = [
  { name: "p50", colour: "chart-1", of: ({ batch_ms_p50 }) => batch_ms_p50 },
  { name: "p95", colour: "chart-3", of: ({ batch_ms_p95 }) => batch_ms_p95 },
  { name: "p99", colour: "chart-4", of: ({ batch_ms_p99 }) => batch_ms_p99 },
];

/** Shows how long the batches of each day took. Days without a batch are left out. */
export function BatchTimesChart({
  from,
  to,
  days,
}: {
  readonly from: string;
  readonly to: string;
  readonly days: readonly DaySums[];
}) {
  const [pointed, setPointed] = useState<number>();
  const measured = useMemo(() => days.filter(({ batches }) => batches > 0).toReversed(), [days]);
  const options = useMemo(() => optionsOf(from, to, setPointed), [from, to]);
  const data = useMemo<uPlot.AlignedData>(
    () => [
      measured.map(({ date }) => secondsOf(date)),
      ...LINES.map(({ of }) => measured.map(({ rates }) => of(rates))),
    ],
    [measured],
  );
  const shown = measured[pointed ?? measured.length - 1];
  if (!shown) return null;
  return (
    <figure class="chart-figure">
      <figcaption>
        <h2>Batch times by day (UTC)</h2>
        <ul class="legend">
          <li class="dim number">{shown.date}</li>
          {LINES.map(({ name, colour, of }) => (
            <li key={name}>
              <i aria-hidden="true" style={{ background: `var(--${colour})` }} />
              {name} <span class="number">{durationText(of(shown.rates))}</span>
            </li>
          ))}
        </ul>
      </figcaption>
      <Chart
        options={options}
        data={data}
        heightPx={HEIGHT_PX}
        label="Batch times by day. The table below has the figures."
      />
    </figure>
  );
}

function optionsOf(from: string, to: string, point: (at: number | undefined) => void): ChartOptions {
  const HALF_DAY_SECONDS = 43_200;
  const [min, max] = [secondsOf(from) - HALF_DAY_SECONDS, secondsOf(to) + HALF_DAY_SECONDS];
  return {
    ...IN_UTC,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: {
      x: { range: () => [min, max] },
      y: { range: (_, __, highest) => [0, Math.max(highest, 1) * 1.1] },
    },
    axes: [DAY_AXIS, durationAxis()],
    series: [
      {},
      ...LINES.map(({ name, colour }) => ({
        label: name,
        stroke: () => colourOf(colour),
        width: 2,
        points: { show: true, size: 5, fill: () => colourOf(colour) },
      })),
    ],
    hooks: { setCursor: [({ cursor }) => point(cursor.idx ?? undefined)] },
  };
}
