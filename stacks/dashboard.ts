import {
  functionMetric,
  type Metric,
  mappingMetric,
  ownMetric,
  queueMetric,
  tableMetric,
} from "./metrics.ts";
import type { Monitored } from "./monitored.ts";

interface Line {
  readonly metric: Metric;
  readonly label: string;
  readonly stat: "Sum" | "Average" | "Maximum" | "p50" | "p95" | "p99";
}

interface Graph {
  readonly title: string;
  readonly lines: readonly Line[];
}

/** An operator's question, and the graphs that answer it. */
interface Question {
  readonly question: string;
  readonly graphs: readonly Graph[];
}

const sum = (metric: Metric, label: string): Line => ({ metric, label, stat: "Sum" });
const most = (metric: Metric, label: string): Line => ({ metric, label, stat: "Maximum" });
const percentiles = (metric: Metric): readonly Line[] =>
  (["p50", "p95", "p99"] as const).map((stat) => ({ metric, label: stat, stat }));

const ours = (name: string) => ownMetric("batch-processor", name);

/** What an operator asks, in the order of asking. */
function questions({ stored, ingested, projected, vectorized }: Monitored): readonly Question[] {
  const { papers, runs, statistics } = stored;
  const { processor } = ingested;
  const { projector, mapping } = projected;
  const { vectorizer } = vectorized;
  const functions = { processor, projector, vectorizer };
  const tables = { papers, runs, statistics };
  const ofEach = <Kind>(kinds: Readonly<Record<string, Kind>>, line: (kind: Kind, name: string) => Line) =>
    Object.entries(kinds).map(([name, kind]) => line(kind, name));

  return [
    {
      question: "Are runs succeeding?",
      graphs: [
        {
          title: "Runs",
          lines: [
            sum(ours("RunsStarted"), "started"),
            sum(ours("RunsCompleted"), "completed"),
            sum(ours("RunsFailed"), "failed"),
          ],
        },
        {
          title: "Papers",
          lines: [
            sum(ours("PapersUpserted"), "upserted"),
            sum(ours("PapersDuplicate"), "duplicate"),
            sum(ours("PapersFailed"), "rejected"),
          ],
        },
        {
          title: "Invocations that failed, and are tried again",
          lines: ofEach(functions, (fn, name) => sum(functionMetric(fn, "Errors"), name)),
        },
      ],
    },
    {
      question: "How far behind is the projection?",
      graphs: [
        {
          title: "Age of the last record read (ms)",
          lines: [most(functionMetric(projector, "IteratorAge"), "age")],
        },
        {
          title: "Events",
          lines: [
            sum(ownMetric("projector", "EventsProjected"), "projected"),
            sum(ownMetric("projector", "ProjectionFailures"), "failures"),
          ],
        },
      ],
    },
    {
      question: "What was rejected, throttled, dead-lettered?",
      graphs: [
        {
          title: "Given up",
          lines: [
            most(queueMetric(ingested.deadLetters, "ApproximateNumberOfMessagesVisible"), "batch files"),
            most(
              queueMetric(vectorized.deadLetters, "ApproximateNumberOfMessagesVisible"),
              "vectorizer events",
            ),
            sum(mappingMetric(mapping, "OnFailureDestinationDeliveredEventCount"), "stream records"),
          ],
        },
        {
          title: "Tables throttled",
          lines: ofEach(tables, (table, name) => sum(tableMetric(table, "WriteThrottleEvents"), name)),
        },
        {
          title: "Functions throttled",
          lines: ofEach(functions, (fn, name) => sum(functionMetric(fn, "Throttles"), name)),
        },
      ],
    },
    {
      question: "How long do batches take?",
      graphs: [
        { title: "Batch (ms)", lines: percentiles(ours("BatchTime")) },
        { title: "Processor invocation (ms)", lines: percentiles(functionMetric(processor, "Duration")) },
        {
          title: "At once",
          lines: ofEach(functions, (fn, name) => most(functionMetric(fn, "ConcurrentExecutions"), name)),
        },
      ],
    },
    {
      question: "What does it cost?",
      graphs: [
        {
          title: "Write units",
          lines: ofEach(tables, (table, name) => sum(tableMetric(table, "ConsumedWriteCapacityUnits"), name)),
        },
        {
          title: "Read units",
          lines: ofEach(tables, (table, name) => sum(tableMetric(table, "ConsumedReadCapacityUnits"), name)),
        },
        {
          title: "Lambda time (ms)",
          lines: ofEach(functions, (fn, name) => sum(functionMetric(fn, "Duration"), name)),
        },
      ],
    },
  ];
}

/** CloudWatch's grid is 24 wide. */
const GRID_WIDTH = 24;
const HEADING_HEIGHT = 1;
const GRAPH_HEIGHT = 6;

/**
 * The dashboard: a row of graphs for each question.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboard(monitored: Monitored): $util.Output<string> {
  const { region } = aws.getRegionOutput();
  const widgets = questions(monitored).flatMap(({ question, graphs }, row) => {
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
      ...graphs.map(({ title, lines }, column) => ({
        type: "metric",
        x: column * width,
        y: y + HEADING_HEIGHT,
        width,
        height: GRAPH_HEIGHT,
        properties: { title, region, view: "timeSeries", period: 300, metrics: lines.map(dashboardMetric) },
      })),
    ];
  });
  return $jsonStringify({ widgets });
}

const dashboardMetric = ({ metric: { namespace, name, dimensions }, label, stat }: Line) => [
  namespace,
  name,
  ...Object.entries(dimensions).flat(),
  { label, stat },
];
