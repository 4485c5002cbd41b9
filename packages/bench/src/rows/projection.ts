import { dynamoDbStatisticsStore } from "@paperledger/aws/statistics/statistics-store";
import { projectRun } from "@paperledger/core/statistics/project-runs";
import { PROJECTOR } from "@paperledger/functions/projector/projector-function";
import type { BenchRow, BenchSize, Finding } from "../bench-row.ts";
import { startBenchDynamoDb } from "../bench-tables.ts";
import { eventsOfRun } from "../feed/events-of-run.ts";
import { watchConsumed } from "../measuring/consumed-capacity.ts";
import { bestOf, measure, perSecond } from "../measuring/measure.ts";
import { figure, rate } from "../report/quantities.ts";

const EVENTS: Readonly<Record<BenchSize, number>> = { full: 2_000, quick: 500, tiny: 20 };
const ROUNDS: Readonly<Record<BenchSize, number>> = { full: 3, quick: 2, tiny: 1 };
/** The largest batch that the event source mapping gives to the projector. */
const STREAM_BATCH = PROJECTOR.trigger.batchSize.default;

/** Measures how fast run events are folded into statistics. */
export const projectionRow: BenchRow = { name: "projection", run: folding };

async function folding(size: BenchSize): Promise<readonly Finding[]> {
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
      note: "the embedded DynamoDB's ConsumedCapacity; run, day, source on the day and total are written in one transaction, which costs double",
    },
  ];
}
