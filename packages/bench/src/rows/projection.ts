import { setTimeout as wait } from "node:timers/promises";
import { dynamoDbEventLog } from "@paperledger/aws/event-log/event-log";
import { dynamoDbStatisticsStore } from "@paperledger/aws/statistics/statistics-store";
import { projectRun } from "@paperledger/core/statistics/project-runs";
import type { RunEvent } from "@paperledger/events/run-event";
import { resourceEnvironment } from "@paperledger/functions/description/resource-environment";
import { PROJECTOR } from "@paperledger/functions/projector/projector-function";
import { environmentAt } from "@paperledger/local/environment-at";
import { laptopFunction } from "@paperledger/local/laptop-functions";
import { startLocalAws } from "@paperledger/local/start-local-aws";
import pMap from "p-map";
import { z } from "zod";
import type { BenchRow, BenchSize, Finding } from "../bench-row.ts";
import { startBenchDynamoDb } from "../bench-tables.ts";
import { eventsOfRun } from "../feed/events-of-run.ts";
import { watchConsumed } from "../measuring/consumed-capacity.ts";
import { bestOf, measure, perSecond } from "../measuring/measure.ts";
import { percentile } from "../measuring/percentile.ts";
import { figure, rate } from "../report/quantities.ts";

const EVENTS: Readonly<Record<BenchSize, number>> = { full: 2_000, quick: 500, tiny: 20 };
const ROUNDS: Readonly<Record<BenchSize, number>> = { full: 3, quick: 2, tiny: 1 };
/** The most that the event source mapping gives the projector. */
const STREAM_BATCH = PROJECTOR.trigger.batchSize.default;

/** Run events into statistics and onto the bus. */
export const projectionRow: BenchRow = {
  name: "projection",
  run: async (size) => [...(await folding(size)), ...(await toTheBus(size))],
};

async function folding(size: BenchSize): Promise<Finding[]> {
  const events = EVENTS[size];
  await using dynamoDb = await startBenchDynamoDb();
  const client = dynamoDb.client();
  const consumed = watchConsumed(client);
  const folded = (batchSize: number) => () =>
    dynamoDb.withTables(async ({ statistics }) => {
      const store = dynamoDbStatisticsStore(client, statistics);
      const { traceId, events: ofRun } = eventsOfRun(events);
      return measure(async () => {
        for (let from = 0; from < ofRun.length; from += batchSize)
          await projectRun(traceId, ofRun.slice(from, from + batchSize), store);
      });
    });
  const [ours, singly] = await bestOf(ROUNDS[size], folded(STREAM_BATCH), folded(1));
  const unitsOf = async (batchSize: number) => {
    consumed.writeUnits = 0;
    await folded(batchSize)();
    return (consumed.writeUnits * 1_000) / events;
  };
  const [oursUnits, singlyUnits] = [await unitsOf(STREAM_BATCH), await unitsOf(1)];
  client.destroy();
  return [
    {
      what: `events folded, ${STREAM_BATCH} to a stream batch`,
      ours: rate(perSecond(events, ours), "events"),
      against: `a transaction for each event: ${rate(perSecond(events, singly), "events")}`,
      ratio: singly.ms / ours.ms,
      aim: "none",
      note: "one run, so one partition",
    },
    {
      what: "statistics write units per 1,000 events",
      ours: figure(oursUnits),
      against: `a transaction for each event: ${figure(singlyUnits)}`,
      ratio: singlyUnits / oursUnits,
      aim: "none",
      note: "the embedded DynamoDB's ConsumedCapacity: run, day, source and day, and total in one transaction, which costs double",
    },
  ];
}

const RUNS_AT_ONCE: Readonly<Record<BenchSize, readonly (readonly [runs: number, eventsEach: number])[]>> = {
  full: [
    [1, 100],
    [10, 40],
    [100, 10],
  ],
  quick: [
    [1, 40],
    [10, 10],
    [100, 3],
  ],
  tiny: [[2, 3]],
};
const TABLES = {
  papers: "papers",
  runs: "runs",
  statistics: "statistics",
  vectors: "vectors",
  attempts: "attempts",
  handledEvents: "handled-events",
};
const BUS = "papers";

async function toTheBus(size: BenchSize): Promise<Finding[]> {
  await using stack = new AsyncDisposableStack();
  const aws = await startLocalAws({ tables: TABLES, busNames: [BUS] });
  stack.defer(aws.stop);
  const { handler, processes } = laptopFunction({
    name: "projector",
    environment: {
      ...environmentAt(aws.endpoints),
      ...resourceEnvironment(PROJECTOR, { ...TABLES, eventBus: BUS }),
      POWERTOOLS_TRACE_ENABLED: "false",
    },
    onLogLine: () => {},
  });
  stack.defer(processes.stop);
  const projector = await aws.addFunction({ name: "projector", handler });
  await aws.mapStream({
    table: TABLES.runs,
    function: projector,
    startingPosition: "TRIM_HORIZON",
    batchSize: STREAM_BATCH,
    reportBatchItemFailures: true,
  });
  const arrivedAtMs = new Map<string, number>();
  await aws.bus.addRule({
    name: "watch",
    busName: BUS,
    pattern: { source: ["paperledger"] },
    target: {
      arn: "arn:aws:lambda:us-east-1:000000000000:function:watch",
      deliver: async (event) => {
        const { detail } = z
          .object({ detail: z.object({ metadata: z.object({ event_id: z.string() }) }) })
          .parse(event);
        if (!arrivedAtMs.has(detail.metadata.event_id))
          arrivedAtMs.set(detail.metadata.event_id, performance.now());
      },
    },
  });
  const eventLog = dynamoDbEventLog({ client: aws.clients.documents, table: TABLES.runs });
  const appendedAtMs = new Map<string, number>();
  const append = async (event: RunEvent) => {
    await eventLog.append(event);
    appendedAtMs.set(event.metadata.event_id, performance.now());
  };
  for (const event of eventsOfRun(2).events) await append(event);
  await aws.quiet();

  const findings: Finding[] = [];
  for (const [runs, eventsEach] of RUNS_AT_ONCE[size]) {
    const all = Array.from({ length: runs }, () => eventsOfRun(eventsEach).events);
    await pMap(all, async (events) => {
      for (const event of events) await append(event);
    });
    const ids = all.flat().map(({ metadata }) => metadata.event_id);
    while (!ids.every((id) => arrivedAtMs.has(id))) await wait(20);
    const tookMs = ids.map((id) => (arrivedAtMs.get(id) ?? 0) - (appendedAtMs.get(id) ?? 0));
    findings.push({
      what: `from append to the bus, ${runs} runs at once`,
      ours: `p50 ${figure(percentile(tookMs, 0.5))} ms, p99 ${figure(percentile(tookMs, 0.99))} ms`,
      against: `${ids.length} events, appended one after the other in each run`,
      ratio: percentile(tookMs, 0.99),
      aim: "none",
    });
  }
  return findings;
}
