import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import "./chart.css";
import { colourOf, onThemeChange } from "./theme-colours.ts";

/** The data and the form of a chart. The element around it sets its size. */
export type ChartOptions = Omit<uPlot.Options, "width" | "height">;

/**
 * A chart by uPlot. It fills the width of its place. If the theme changes, it is drawn again in the new colours.
 *
 * @param options pass the same object as long as nothing changes, because another object makes a new chart
 * @param label describes the chart for people who do not see it. It should also say where the figures are
 */
export function Chart({
  options,
  data,
  heightPx,
  label,
}: {
  readonly options: ChartOptions;
  readonly data: uPlot.AlignedData;
  readonly heightPx: number;
  readonly label: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const made = new uPlot({ ...options, width: element.clientWidth, height: heightPx }, data, element);
    chart.current = made;
    const sizes = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: heightPx }));
    sizes.observe(element);
    const forgetTheme = onThemeChange(() => made.redraw());
    return () => {
      sizes.disconnect();
      forgetTheme();
      made.destroy();
    };
  }, [options, heightPx]);
  useEffect(() => {
    if (chart.current && chart.current.data !== data) chart.current.setData(data);
  }, [data]);
  return (
    <div ref={place} class="chart" role="img" aria-label={label} style={{ minHeight: `${heightPx}px` }} />
  );
}

/** Returns an axis in the colours and the font of the page. */
export const chartAxis = (axis: uPlot.Axis = {}): uPlot.Axis => ({
  stroke: () => colourOf("text-dim"),
  font: "12px system-ui, sans-serif",
  grid: { stroke: () => colourOf("line"), width: 1 },
  ticks: { stroke: () => colourOf("line"), width: 1, size: 4 },
  ...axis,
});
