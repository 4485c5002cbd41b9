import type uPlot from "uplot";
import { chartAxis } from "./chart.tsx";
import { tickText } from "./tick-text.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** The distances between ticks: round in milliseconds, seconds, minutes or hours. */
const STEPS_MS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000].map((hours) => hours * HOUR_MS),
];

const CHARACTER_PX = 7;
const BESIDE_PX = 16;

/** Returns the width of an axis with these texts at its ticks, in pixels. */
const axisWidth = (texts: readonly string[]): number =>
  BESIDE_PX + CHARACTER_PX * Math.max(1, ...texts.map(({ length }) => length));

/** Returns an axis of durations in milliseconds, with round ticks. It is as wide as its texts. */
export const durationAxis = (): uPlot.Axis =>
  chartAxis({
    size: (_, texts) => axisWidth(texts ?? []),
    incrs: STEPS_MS,
    values: (_, ticks) => ticks.map(tickText),
  });
