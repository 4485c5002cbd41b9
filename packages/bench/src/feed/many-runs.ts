import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import { documentClient, dynamoDbClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { eventItem } from "@paperledger/aws/event-log/event-item";
import { ledgerOf } from "@paperledger/aws/ledger/ledger";
import { createTables } from "@paperledger/aws/tables/create-tables";
import {
  batchDoneEvent,
  completedEvent,
  failedEvent,
  startedEvent,
} from "@paperledger/core/runs/run-event-of";
import { projectRuns } from "@paperledger/core/statistics/project-runs";
import { type TraceId, traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import { startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import { startEmbeddedS3AndSqs } from "@paperledger/embedded/embedded-s3-and-sqs";
import type { RunEvent } from "@paperledger/events/run-event";
import { openDataFolder } from "@paperledger/local/data-folder";
import { DISCARDED_BUCKET, LEDGER_NAMES, RAW_BUCKET, TABLES } from "@paperledger/local/laptop-names";

const RUNS_A_DAY = 100;
const BETWEEN_RUNS_MS = 86_400_000 / RUNS_A_DAY;

/** Runs of the last two days completed. Of the older runs, one in a hundred failed. */
const endOf = (nth: number) => (nth > 2 * RUNS_A_DAY && nth % 100 === 50 ? "failed" : "completed");

const POSITION = { record_number: 25, byte_offset: 50_000 };
const COUNTS = { processed: 25, upserted: 25, duplicate: 0, rejected: 0 };

/** Returns the events of a short run: its start, one batch, and its end. */
export function eventsOf(traceId: TraceId, nth: number, at: Date): readonly RunEvent[] {
  const after = (seconds: number) => new Date(at.getTime() + seconds * 1_000);
  const batch = {
    ...COUNTS,
    upserted_ids: Array.from({ length: 25 }, (_, index) => `arxiv:${nth}.${index}`),
    records: { first: 1, last: 25 },
    previous: {},
    rejected_by_reason: {},
    by_source: { arxiv: { ...COUNTS, bytes: 50_000, rejected_by_reason: {} } },
    bytes: 50_000,
    batch_ms: 40,
    position: POSITION,
    cut: false,
    restart_point: null,
    reject_key: null,
  };
  const begun = {
    bucket: RAW_BUCKET,
    key: `raw-data/bench/papers-${nth}.gz`,
    size_bytes: 9_000,
    batch_timestamp: at.toISOString(),
  };
  const whole = {
    ...COUNTS,
    batches: 1,
    bytes: 50_000,
    format: "arxiv-atom",
    compression: "gzip",
    reader_revision: 1,
  };
  const failure = { reason: "truncated", message: "the file ends too early", position: POSITION, batches: 1 };
  return [
    startedEvent(traceId, begun, at),
    batchDoneEvent(traceId, 1, batch, after(1)),
    endOf(nth) === "failed"
      ? failedEvent(traceId, 0, failure, after(2))
      : completedEvent(traceId, whole, after(2)),
  ];
}

/**
 * The most runs of three events that fit into the 100 items of a transaction, together with their day, their source and the total.
 */
const RUNS_AT_ONCE = 30;

/** Makes a data folder with this many short runs, 100 a day up to now. Returns the trace id of the newest run. */
export async function manyRunsIn(dataDir: string, count: number): Promise<TraceId> {
  await using opened = new AsyncDisposableStack();
  const folder = openDataFolder(dataDir);
  opened.defer(async () => folder.release());
  const dynamoDb = await startEmbeddedDynamoDb({ file: folder.path("dynamodb.sqlite") });
  opened.defer(dynamoDb.stop);
  const embedded = await startEmbeddedS3AndSqs({ dir: folder.path("s3-and-sqs") });
  for (const bucket of [RAW_BUCKET, DISCARDED_BUCKET]) embedded.createBucket(bucket);
  await embedded.stop();
  const client = dynamoDbClient(emulatedAt(dynamoDb.endpoint));
  opened.defer(async () => client.destroy());
  await createTables(client, TABLES);
  const documents = documentClient(client);
  const { statistics } = ledgerOf(
    documents,
    () => Promise.reject(new Error("no object is read")),
    LEDGER_NAMES,
  );
  const nowMs = Date.now() - 60_000;
  const traceIdOfNth = (nth: number) =>
    traceIdOf({
      bucket: RAW_BUCKET,
      key: String(nth),
      version: "1",
      eventTimeMs: nowMs - nth * BETWEEN_RUNS_MS,
    });
  for (let from = 0; from < count; from += RUNS_AT_ONCE) {
    const nths = Array.from({ length: Math.min(RUNS_AT_ONCE, count - from) }, (_, index) => from + index);
    const histories = new Map(
      nths.map((nth) => {
        const traceId = traceIdOfNth(nth);
        return [traceId, eventsOf(traceId, nth, new Date(nowMs - nth * BETWEEN_RUNS_MS))] as const;
      }),
    );
    const events = [...histories.values()].flat();
    const writes = Array.from({ length: Math.ceil(events.length / 25) }, (_, part) =>
      events.slice(25 * part, 25 * (part + 1)).map((event) => ({ PutRequest: { Item: eventItem(event) } })),
    );
    await Promise.all([
      ...writes.map((puts) =>
        documents.send(new BatchWriteCommand({ RequestItems: { [TABLES.runs]: puts } })),
      ),
      projectRuns(histories, statistics),
    ]);
  }
  return traceIdOfNth(0);
}
