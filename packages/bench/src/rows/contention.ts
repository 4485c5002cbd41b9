import { paginateScan, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { documentClient, dynamoDbClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { jsonTextSchema } from "@paperledger/aws/clients/json-text";
import { dynamoDbStatisticsStore } from "@paperledger/aws/statistics/statistics-store";
import { projectRuns } from "@paperledger/core/statistics/project-runs";
import { parseTraceId, type TraceId } from "@paperledger/core/trace-ids/trace-id";
import type { RunEvent } from "@paperledger/events/run-event";
import { type DynamoDbLimits, dynamoDbLimits } from "@paperledger/faults/dynamodb-limits/dynamodb-limits";
import { limitRequests } from "@paperledger/faults/dynamodb-limits/limit-requests";
import { PROJECTOR } from "@paperledger/functions/projector/projector-function";
import * as z from "zod";
import type { BenchRow, BenchSize, Finding, OtherBuild, ProjectorBuild } from "../bench-row.ts";
import { startBenchDynamoDb } from "../bench-tables.ts";
import { eventsOfRun } from "../feed/events-of-run.ts";
import { clockOfLongSeconds } from "../measuring/clock-of-long-seconds.ts";
import { figure } from "../report/quantities.ts";

interface Size {
  readonly runs: number;
  readonly eventsEach: number;
  readonly invocations: readonly number[];
  /** After this time, invocations in progress are stopped, and the folded events are counted. */
  readonly withinMs: number;
}

const SIZES: Readonly<Record<BenchSize, Size>> = {
  full: { runs: 1_000, eventsEach: 10, invocations: [1, 10, 40, 100], withinMs: 30_000 },
  quick: { runs: 1_000, eventsEach: 4, invocations: [40], withinMs: 30_000 },
  tiny: { runs: 20, eventsEach: 2, invocations: [2], withinMs: 5_000 },
};
const INTERLEAVED_RUNS = 100;

/** The time of a transaction from request to answer, within a region. */
const TRANSACTION_MS = 15;
const WARM = { write: 40_000, read: 40_000 };

/** A build's projector, and its function that starts a DynamoDB with the tables that this build expects. */
type Measured = Pick<OtherBuild, "projector" | "startBenchDynamoDb">;

const projector: ProjectorBuild = {
  eventsOfRun,
  projectorOn(endpoint, table) {
    const client = documentClient(dynamoDbClient(emulatedAt(endpoint)));
    const statistics = dynamoDbStatisticsStore(client, table);
    return {
      stack: client.middlewareStack,
      project: async (events, signal) => {
        const byTraceId = [...events].map(([traceId, ofRun]): [TraceId, typeof ofRun] => [
          parseTraceId(traceId),
          ofRun,
        ]);
        await projectRuns(new Map(byTraceId), statistics, { signal });
      },
      stop: () => client.destroy(),
    };
  },
};

const OURS: Measured = { projector, startBenchDynamoDb };

/** Measures parallel projector invocations under DynamoDB's limits and transaction conflicts. */
export const contentionRow: BenchRow = {
  name: "contention",
  async run(size) {
    const { runs, invocations } = SIZES[size];
    const findings: Finding[] = [];
    for (const atOnce of invocations) {
      const { eventsPerSecond, longestMs } = await contend(OURS, atOnce, SIZES[size]);
      findings.push({
        what: eventsAt(atOnce, runs),
        ours: `${figure(eventsPerSecond)} events/s`,
        against: `the longest invocation: ${figure(longestMs)} ms`,
        ratio: longestMs,
        aim: { atMost: 30_000 },
      });
    }
    const units = await unitsOf(OURS);
    findings.push({
      what: UNITS,
      ours: figure(units),
      against: `${RUNS_ALONE}: ${figure(await bareUnits())}`,
      ratio: units,
      aim: "none",
    });
    return findings;
  },
  async against(theirs, size) {
    const { runs, invocations } = SIZES[size];
    const findings: Finding[] = [];
    for (const atOnce of invocations) {
      const ours = await contend(OURS, atOnce, SIZES[size]);
      const other = await contend(theirs, atOnce, SIZES[size]);
      findings.push({
        what: eventsAt(atOnce, runs),
        ours: `${figure(ours.eventsPerSecond)} events/s, longest invocation ${figure(ours.longestMs)} ms`,
        against: `${figure(other.eventsPerSecond)} events/s, hottest key ${other.hottest}`,
        ratio: ours.eventsPerSecond / other.eventsPerSecond,
        aim: { atLeast: 10 },
      });
    }
    const [units, theirUnits, bare] = [await unitsOf(OURS), await unitsOf(theirs), await bareUnits()];
    findings.push({
      what: UNITS,
      ours: figure(units),
      against: figure(theirUnits),
      ratio: units / theirUnits,
      aim: { atMost: 0.2 },
      note: `${RUNS_ALONE} take ${figure(bare)} units: a ratio of ${figure(bare / theirUnits)}`,
    });
    return findings;
  },
};

const eventsAt = (atOnce: number, runs: number) =>
  `events projected by ${atOnce} invocations at once, of ${runs} runs, ${TRANSACTION_MS} ms a transaction`;
const UNITS = `write units of the statistics and their indexes for 1,000 events of ${INTERLEAVED_RUNS} interleaved runs`;

/** Returns the stream batches of parallel runs: one event of each run in turn. */
function streamBatches(
  { eventsOfRun }: ProjectorBuild,
  runs: number,
  eventsEach: number,
): readonly ReadonlyMap<string, readonly RunEvent[]>[] {
  const histories = Array.from({ length: runs }, () => eventsOfRun(eventsEach).events);
  const stream = Array.from({ length: eventsEach }, (_, nth) => histories.map((events) => events[nth]))
    .flat()
    .filter((event) => event !== undefined);
  const { default: size } = PROJECTOR.trigger.batchSize;
  return Array.from({ length: Math.ceil(stream.length / size) }, (_, nth) =>
    Map.groupBy(stream.slice(nth * size, (nth + 1) * size), ({ metadata }) => metadata.trace_id),
  );
}

async function contend(build: Measured, atOnce: number, { runs, eventsEach, withinMs }: Size) {
  await using dynamoDb = await build.startBenchDynamoDb();
  return await dynamoDb.withTables(async ({ statistics: table }) => {
    const limits = dynamoDbLimits({ transactionMs: TRANSACTION_MS, warm: WARM });
    const queue = [...streamBatches(build.projector, runs, eventsEach)];
    const signal = AbortSignal.timeout(withinMs);
    const beganAt = performance.now();
    let longestMs = 0;
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        const projector = limited(build.projector, dynamoDb.endpoint, table, limits);
        for (let batch = queue.shift(); batch && !signal.aborted; batch = queue.shift()) {
          const from = performance.now();
          await projector.project(batch, signal);
          longestMs = Math.max(longestMs, performance.now() - from);
        }
        projector.stop();
      }),
    );
    const seconds = (performance.now() - beganAt) / 1_000;
    return {
      eventsPerSecond: (await foldedIn(dynamoDb.endpoint, table)) / seconds,
      longestMs,
      hottest: hottestOf(limits),
    };
  });
}

async function unitsOf(build: Measured): Promise<number> {
  await using dynamoDb = await build.startBenchDynamoDb();
  return await dynamoDb.withTables(async ({ statistics: table }) => {
    const limits = dynamoDbLimits({ warm: WARM, nowMs: clockOfLongSeconds() });
    const projector = limited(build.projector, dynamoDb.endpoint, table, limits);
    for (const batch of streamBatches(build.projector, INTERLEAVED_RUNS, 1_000 / INTERLEAVED_RUNS))
      await projector.project(batch, new AbortController().signal);
    projector.stop();
    const folded = await foldedIn(dynamoDb.endpoint, table);
    if (folded !== 1_000) throw new Error(`${folded} of 1,000 events were folded`);
    return limits.total.write;
  });
}

const RUNS_ALONE = "bare transactions that write only the items of 100 runs and their index entries";

/**
 * Returns the fewest write units that a projection of the same events can take: each stream batch changes the items of its 100
 * runs.
 */
async function bareUnits(): Promise<number> {
  await using dynamoDb = await startBenchDynamoDb();
  return await dynamoDb.withTables(async ({ statistics: TableName }) => {
    const limits = dynamoDbLimits({ warm: WARM, nowMs: clockOfLongSeconds() });
    const client = dynamoDb.client();
    limitRequests(client.middlewareStack, limits);
    const traceIds = Array.from({ length: INTERLEAVED_RUNS }, () => eventsOfRun(1).traceId);
    const batches = 1_000 / INTERLEAVED_RUNS;
    for (let batch = 1; batch <= batches; batch++) {
      const run_status = batch < batches ? "started" : "completed";
      const TransactItems = traceIds.map((traceId) => ({
        Put: {
          TableName,
          Item: { statistic_id: `run#${traceId}`, trace_id: traceId, run_date: "2026-01-01", run_status },
        },
      }));
      await client.send(new TransactWriteCommand({ TransactItems }));
    }
    client.destroy();
    return limits.total.write;
  });
}

function limited(build: ProjectorBuild, endpoint: string, table: string, limits: DynamoDbLimits) {
  const projector = build.projectorOn(endpoint, table);
  limitRequests(projector.stack, limits);
  return projector;
}

/** Returns the number of events that are folded into the runs of a table. It can read the tables of every build. */
async function foldedIn(endpoint: string, table: string): Promise<number> {
  const client = documentClient(dynamoDbClient(emulatedAt(endpoint)));
  let events = 0;
  for await (const { Items } of paginateScan({ client }, { TableName: table }))
    for (const applied of itemsSchema.parse(Items))
      events += applied.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  client.destroy();
  return events;
}

const appliedSchema = z.object({ applied: z.array(z.tuple([z.number(), z.number()])).default([]) });

/** Builds before decision 44 store each field of a run as an attribute. Later builds store one text. */
const itemsSchema = z.array(
  appliedSchema
    .extend({ statistics: jsonTextSchema.pipe(appliedSchema).optional() })
    .transform(({ applied, statistics }) => statistics?.applied ?? applied),
);

function hottestOf(limits: DynamoDbLimits): string {
  const [hottest] = limits.busiestKeys().filter(({ direction }) => direction === "write");
  if (!hottest) return "none";
  const { index, partition, peakUnits } = hottest;
  return `${index === undefined ? "" : `${index} `}${partition}: ${figure(peakUnits)} units/s`;
}
