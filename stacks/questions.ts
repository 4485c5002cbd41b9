import type { MetricOf } from "@paperledger/functions/description/function-description";
import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { PROJECTOR } from "@paperledger/functions/projector/projector-function";
import { costGraph } from "./cost-graph.ts";
import { type Graph, type Line, most, percentiles, sum } from "./graph.ts";
import { meteredTables } from "./metered-tables.ts";
import {
  type FunctionMetric,
  functionMetric,
  mappingMetric,
  messagesIn,
  ownMetric,
  queueMetric,
  type TableMetric,
  tableMetric,
} from "./metrics.ts";
import type { Monitored } from "./monitored.ts";
import type { Settings } from "./settings.ts";

/** An operator's question, and the graphs that answer it. */
export interface Question {
  readonly question: string;
  readonly graphs: readonly Graph[];
}

const ours = (name: MetricOf<typeof PROCESSOR>) => ownMetric(PROCESSOR, name);

/** Returns an operator's questions, in the order in which they are usually asked. */
export function questions(monitored: Monitored, settings: Settings): readonly Question[] {
  const { ingested, projected, vectorized } = monitored;
  const { processor } = ingested;
  const { projector, mapping } = projected;
  const functions = Object.entries({ processor, projector, vectorizer: vectorized.vectorizer });
  const ofFunctions = (draw: typeof sum, metric: FunctionMetric): readonly Line[] =>
    functions.map(([name, fn]) => draw(functionMetric(fn, metric), name));
  const ofTables = (name: TableMetric): readonly Line[] =>
    meteredTables(monitored).map(({ label, metric }) => sum(metric(name), label));

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
            sum(ours("PapersRejected"), "rejected"),
          ],
        },
        {
          title: "Failures that are tried again",
          lines: [...ofFunctions(sum, "Errors"), sum(ours("MessagesFailed"), "messages")],
        },
      ],
    },
    {
      question: "How many uploads wait?",
      graphs: [
        {
          title: "Uploads and continuations",
          lines: [
            most(messagesIn(ingested.uploads), "waiting"),
            most(queueMetric(ingested.uploads, "ApproximateNumberOfMessagesNotVisible"), "being processed"),
          ],
        },
        {
          title: "Backfill and its continuations",
          lines: [
            most(messagesIn(ingested.backfill), "waiting"),
            most(queueMetric(ingested.backfill, "ApproximateNumberOfMessagesNotVisible"), "being processed"),
          ],
        },
        {
          title: "Age of the oldest (s)",
          lines: [
            most(queueMetric(ingested.uploads, "ApproximateAgeOfOldestMessage"), "uploads"),
            most(queueMetric(ingested.backfill, "ApproximateAgeOfOldestMessage"), "backfill"),
          ],
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
            sum(ownMetric(PROJECTOR, "EventsProjected"), "projected"),
            sum(ownMetric(PROJECTOR, "ProjectionFailures"), "failures"),
          ],
        },
        {
          title: "Transaction conflicts",
          lines: [sum(tableMetric(monitored.stored.statistics, "TransactionConflict"), "statistics")],
        },
      ],
    },
    {
      question: "What was rejected, throttled, dead-lettered?",
      graphs: [
        {
          title: "Given up",
          lines: [
            most(messagesIn(ingested.deadLetters), "batch files"),
            most(messagesIn(ingested.backfillDeadLetters), "batch files of a backfill"),
            most(messagesIn(vectorized.deadLetters), "vectorizer events"),
            sum(mappingMetric(mapping, "OnFailureDestinationDeliveredEventCount"), "stream records"),
          ],
        },
        { title: "Writes throttled", lines: ofTables("WriteThrottleEvents") },
        { title: "Reads throttled", lines: ofTables("ReadThrottleEvents") },
        { title: "Functions throttled", lines: ofFunctions(sum, "Throttles") },
      ],
    },
    {
      question: "How long do batches take?",
      graphs: [
        { title: "Batch (ms)", lines: percentiles(ours("BatchTime")) },
        { title: "Processor invocation (ms)", lines: percentiles(functionMetric(processor, "Duration")) },
        { title: "Concurrent executions", lines: ofFunctions(most, "ConcurrentExecutions") },
      ],
    },
    {
      question: "What does it cost?",
      graphs: [
        costGraph(monitored, settings),
        { title: "Write units", lines: ofTables("ConsumedWriteCapacityUnits") },
        { title: "Read units", lines: ofTables("ConsumedReadCapacityUnits") },
        { title: "Lambda time (ms)", lines: ofFunctions(sum, "Duration") },
      ],
    },
  ];
}
