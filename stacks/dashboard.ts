import type { Graph } from "./graph.ts";
import type { Monitored } from "./monitored.ts";
import { questions } from "./questions.ts";
import type { Settings } from "./settings.ts";

/** The width of CloudWatch's grid. */
const GRID_WIDTH = 24;
const HEADING_HEIGHT = 1;
const GRAPH_HEIGHT = 6;

/**
 * Returns the body of the dashboard. It has a row of graphs for each question.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboard(monitored: Monitored, settings: Settings): $util.Output<string> {
  const { region } = aws.getRegionOutput();
  const widgets = questions(monitored, settings).flatMap(({ question, graphs }, row) => {
    const y = row * (HEADING_HEIGHT + GRAPH_HEIGHT);
    const width = Math.floor(GRID_WIDTH / graphs.length);
    return [
      {
        type: "text",
        x: 0,
        y,
        width: GRID_WIDTH,
        height: HEADING_HEIGHT,
        properties: { markdown: `## ${question}` },
      },
      ...graphs.map((graph, column) => ({
        type: "metric",
        x: column * width,
        y: y + HEADING_HEIGHT,
        width,
        height: GRAPH_HEIGHT,
        properties: { region, period: 300, ...properties(graph) },
      })),
    ];
  });
  return $jsonStringify({ widgets });
}

const properties = ({ title, lines, asFigures = false }: Graph) => ({
  title,
  metrics: lines,
  ...(asFigures ? { view: "singleValue", setPeriodToTimeRange: true } : { view: "timeSeries" }),
});
