import uPlot from "uplot";
import { chartAxis } from "../pieces/chart.tsx";

/** The days of statistics are UTC days, in every time zone. */
export const IN_UTC = { tzDate: (seconds: number) => uPlot.tzDate(new Date(seconds * 1_000), "Etc/UTC") };

/** Returns a date in the form that uPlot takes: seconds since 1970. */
export const secondsOf = (date: string): number => Date.parse(date) / 1_000;

const DAY_SECONDS = 86_400;
const LABEL_PX = 56;

/** An axis of days. It shows as many dates as fit. */
export const DAY_AXIS = chartAxis({
  space: LABEL_PX,
  size: 30,
  incrs: [1, 2, 7, 14, 28].map((days) => days * DAY_SECONDS),
  values: (_, ticks) => ticks.map((seconds) => new Date(seconds * 1_000).toISOString().slice(5, 10)),
  grid: { show: false },
});
