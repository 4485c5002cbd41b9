import { emulatedAt } from "@paperledger/aws/clients/clients";
import { sqsClient } from "@paperledger/aws/clients/sqs-client";
import { dynamoDbEventLog } from "@paperledger/aws/event-log/event-log";
import { createQueue } from "@paperledger/aws/queues/queue";
import { findEvents } from "@paperledger/aws/replays/find-events";
import { queueTarget } from "@paperledger/aws/replays/queue-target";
import { sendEvents } from "@paperledger/aws/replays/send-events";
import { startEmbeddedS3AndSqs } from "@paperledger/embedded/embedded-s3-and-sqs";
import pMap from "p-map";
import type { BenchRow, BenchSize, Finding } from "../bench-row.ts";
import { startBenchDynamoDb } from "../bench-tables.ts";
import { eventsOfRun } from "../feed/events-of-run.ts";
import { bestOf, measure, perSecond } from "../measuring/measure.ts";
import { rate } from "../report/quantities.ts";

const RUNS: Readonly<Record<BenchSize, number>> = { full: 200, quick: 50, tiny: 3 };
const EVENTS_EACH = 10;
const ROUNDS: Readonly<Record<BenchSize, number>> = { full: 3, quick: 2, tiny: 1 };

/** Measures how fast the events of the log are sent to a subscriber's queue, as by `paperledger replay`. */
export const replayRow: BenchRow = { name: "replay", run: replaying };

async function replaying(size: BenchSize): Promise<readonly Finding[]> {
  await using stack = new AsyncDisposableStack();
  const dynamoDb = stack.use(await startBenchDynamoDb());
  const embedded = await startEmbeddedS3AndSqs();
  stack.defer(embedded.stop);
  const sqs = sqsClient(emulatedAt(embedded.endpoint));
  stack.defer(async () => sqs.destroy());
  const client = dynamoDb.client();
  stack.defer(async () => client.destroy());
  const events = RUNS[size] * EVENTS_EACH;

  return await dynamoDb.withTables(async ({ runs: table }) => {
    const eventLog = dynamoDbEventLog({ client, table });
    const runs = Array.from({ length: RUNS[size] }, () => eventsOfRun(EVENTS_EACH).events);
    await pMap(runs.flat(), (event) => eventLog.append(event), { concurrency: 16 });
    const queue = await createQueue(sqs, "replayed");
    const target = queueTarget(sqs, {
      queueUrl: queue.url,
      origin: { account: "000000000000", region: "us-east-1" },
    });
    const everything = { from: new Date(0), to: new Date(Date.now() + 1_000) };

    const replayed = () =>
      measure(async () => {
        using found = await findEvents(eventLog, everything);
        const { signal: stop } = new AbortController();
        let sent = 0;
        for await ({ events: sent } of sendEvents(found.read(), { target, eventsPerSecond: 1e9, stop }));
        if (sent !== events) throw new Error(`${sent} of ${events} events were sent`);
      });
    const scanned = () =>
      measure(async () => {
        for await (const _ of eventLog.allEvents());
      });
    const [ours, reading] = await bestOf(ROUNDS[size], replayed, scanned);
    return [
      {
        what: `events of the log to a queue, ${EVENTS_EACH} to a run`,
        ours: rate(perSecond(events, ours), "events"),
        against: `only the Scan of the log, without sending: ${rate(perSecond(events, reading), "events")}`,
        ratio: reading.ms / ours.ms,
        aim: "none",
        note: "one Scan finds the runs, one Query reads each run, and one SendMessageBatch sends 10 events",
      },
    ];
  });
}
