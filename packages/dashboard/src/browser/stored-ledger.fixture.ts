import { documentClient, dynamoDbClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { s3Client } from "@paperledger/aws/clients/s3-client";
import { ledgerOf, type ReadSide } from "@paperledger/aws/ledger/ledger";
import { dynamoDbPaperStore } from "@paperledger/aws/papers/paper-store";
import { createTables } from "@paperledger/aws/tables/create-tables";
import type { DeadLetters } from "@paperledger/core/dead-letters/dead-letters";
import type { PaperStore } from "@paperledger/core/papers/paper-store";
import { projectRuns } from "@paperledger/core/statistics/project-runs";
import type { ProcessorQueue, QueueDepth } from "@paperledger/core/status/processor-queues";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import { startEmbeddedS3AndSqs } from "@paperledger/embedded/embedded-s3-and-sqs";
import type { RunEvent } from "@paperledger/events/run-event";

const NAMES = {
  papersTable: "papers",
  runsTable: "runs",
  statisticsTable: "statistics",
  attemptsTable: "attempts",
  rawBucket: "raw",
};

const APPENDED_AT_ONCE = 100;

/** A read side on embedded stores, which a test fills. */
export interface StoredLedger {
  readonly ledger: ReadSide;
  /** The papers table, for a writer that stores source texts as gzip. */
  readonly gzipPapers: PaperStore;
  /** Appends the events of runs to the log, and counts them in the statistics. Each history is the events of one run. */
  store(histories: readonly (readonly RunEvent[])[]): Promise<void>;
  stop(): Promise<void>;
}

/** The depths of empty queues. */
const EMPTY: Readonly<Record<ProcessorQueue, QueueDepth>> = {
  uploads: { waiting: 0, inFlight: 0 },
  backfill: { waiting: 0, inFlight: 0 },
};

/** Starts the stores of a ledger in memory. @param letters the dead letters, by default none. @param depths the depths of its queues */
export async function storedLedger(
  letters: readonly DeadLetters[] = [],
  depths = EMPTY,
): Promise<StoredLedger> {
  await using starting = new AsyncDisposableStack();
  const dynamoDb = await startEmbeddedDynamoDb();
  starting.defer(dynamoDb.stop);
  const embedded = await startEmbeddedS3AndSqs();
  starting.defer(embedded.stop);
  embedded.createBucket(NAMES.rawBucket);
  const client = dynamoDbClient(emulatedAt(dynamoDb.endpoint));
  starting.defer(async () => client.destroy());
  const s3 = s3Client(emulatedAt(embedded.endpoint));
  starting.defer(async () => s3.destroy());
  const {
    papersTable: papers,
    runsTable: runs,
    statisticsTable: statistics,
    attemptsTable: attempts,
  } = NAMES;
  await createTables(client, {
    papers,
    runs,
    statistics,
    attempts,
    vectors: "vectors",
    handledEvents: "handled-events",
  });
  const documents = documentClient(client);
  const ledger = ledgerOf(documents, () => s3, NAMES);
  const opened = starting.move();
  return {
    ledger: {
      ...ledger,
      queueDepth: async (queue) => depths[queue],
      deadLetters: async (place) =>
        letters.find((each) => each.place === place) ?? { place, count: 0, oldestAt: null, some: [] },
    },
    gzipPapers: dynamoDbPaperStore({ client: documents, table: papers, sourceTextEncoding: "gzip" }),
    async store(histories) {
      await Promise.all(
        histories.map(async (events) => {
          for (let from = 0; from < events.length; from += APPENDED_AT_ONCE)
            await Promise.all(
              events.slice(from, from + APPENDED_AT_ONCE).map((event) => ledger.eventLog.append(event)),
            );
        }),
      );
      const byRun = histories.map(
        (events) => [parseTraceId(events[0]?.metadata.trace_id ?? ""), events] as const,
      );
      await projectRuns(new Map(byRun), ledger.statistics);
    },
    stop: () => opened.disposeAsync(),
  };
}
