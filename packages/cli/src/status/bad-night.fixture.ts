import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { documentClient, dynamoDbClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { s3Client } from "@paperledger/aws/clients/s3-client";
import { ledgerOf } from "@paperledger/aws/ledger/ledger";
import { createTables } from "@paperledger/aws/tables/create-tables";
import { timestamp } from "@paperledger/core/papers/paper";
import {
  batchDoneEvent,
  completedEvent,
  failedEvent,
  startedEvent,
} from "@paperledger/core/runs/run-event-of";
import { projectRuns } from "@paperledger/core/statistics/project-runs";
import { lastNight } from "@paperledger/core/status/night";
import { type TraceId, traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import { startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import { startEmbeddedS3AndSqs } from "@paperledger/embedded/embedded-s3-and-sqs";
import type { RunEvent } from "@paperledger/events/run-event";
import { openDataFolder } from "@paperledger/local/data-folder";
import { DISCARDED_BUCKET, LEDGER_NAMES, RAW_BUCKET, TABLES } from "@paperledger/local/laptop-names";

interface NightRun {
  readonly traceId: TraceId;
  readonly key: string;
  readonly end: "completed" | "truncated" | "unknown-format" | "silent";
  readonly source: string;
  /** The reason for which some records were rejected. */
  readonly rejected?: { readonly reason: string; readonly count: number };
  readonly at: Date;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Names in wide scripts, from right to left, with combining marks, and of several characters that are shown as one. */
const WIDE_NAMES: ReadonlyMap<number, string> = new Map([
  [14, "अनुसंधान-पत्र-".repeat(6)],
  [15, "أوراق-الليلة-".repeat(6)],
  [16, "論文集・二〇二六年の失敗した分".repeat(3)],
  [24, "résumé\u0301\u0302-👩‍🔬-👨‍👩‍👧‍👦-".repeat(5)],
  [60, "論文集・二〇二六年の分 1".repeat(3)],
]);

/** 201 runs of last night: 17 failed for two reasons, one went silent, and 33 records were rejected for two reasons. */
function runsOfNight(from: Date): readonly NightRun[] {
  return Array.from({ length: 201 }, (_, nth) => {
    const at = new Date(from.getTime() + nth * MINUTE_MS);
    const name = WIDE_NAMES.get(nth) ?? `papers-${String(nth).padStart(3, "0")}-of-the-night`;
    return {
      at,
      ...named(`raw-data/night/${name}.xml.gz`, at),
      end: nth < 12 ? "truncated" : nth < 17 ? "unknown-format" : nth === 17 ? "silent" : "completed",
      source: "arxiv",
      ...(nth >= 20 && nth < 24 && { rejected: { reason: "no-id", count: 5 } }),
      ...(nth === 24 && { rejected: { reason: "bad-date", count: 13 } }),
    };
  });
}

/** One run of pubmed, and one of arxiv, in each of the seven nights before. */
const runsBefore = (from: Date): readonly NightRun[] =>
  Array.from(
    { length: 7 },
    (_, index) => new Date(from.getTime() - (index + 1) * DAY_MS + 90 * MINUTE_MS),
  ).flatMap((at) =>
    ["pubmed", "arxiv"].map((source) => ({
      at,
      ...named(`raw-data/before/${source}-${at.getTime()}.xml.gz`, at),
      end: "completed" as const,
      source,
    })),
  );

const named = (key: string, at: Date) => ({
  key,
  traceId: traceIdOf({ bucket: RAW_BUCKET, key, version: "1", eventTimeMs: at.getTime() }),
});

const MESSAGES = {
  truncated: "the file ends in the middle of a record: upload it again",
  "unknown-format": "no known format begins like this: see docs/formats.md",
};

const RECORDS = 20;

function eventsOf({ traceId, key, end, source, rejected, at }: NightRun): readonly RunEvent[] {
  const after = (seconds: number) => new Date(at.getTime() + seconds * 1_000);
  const count = rejected?.count ?? 0;
  const rejected_by_reason = rejected ? { [rejected.reason]: rejected.count } : {};
  const counts = { processed: RECORDS, upserted: RECORDS - count, duplicate: 0, rejected: count };
  const position = { record_number: RECORDS, byte_offset: 10_000 };
  const begun = { bucket: RAW_BUCKET, key, size_bytes: 2_000, batch_timestamp: at.toISOString() };
  const done = {
    ...counts,
    upserted_ids: Array.from({ length: counts.upserted }, (_, nth) => `${source}:${traceId}.${nth}`),
    records: { first: 1, last: RECORDS },
    previous: {},
    rejected_by_reason,
    by_source: { [source]: { ...counts, bytes: 10_000, rejected_by_reason } },
    bytes: 10_000,
    batch_ms: 30,
    position,
    cut: false,
    restart_point: null,
    reject_key: rejected ? rejectKey(traceId) : null,
  };
  const events: RunEvent[] = [startedEvent(traceId, begun, at), batchDoneEvent(traceId, 1, done, after(1))];
  if (end === "completed")
    events.push(
      completedEvent(
        traceId,
        {
          ...counts,
          batches: 1,
          bytes: 10_000,
          format: "arxiv-atom",
          compression: "gzip",
          reader_revision: 1,
        },
        after(2),
      ),
    );
  if (end === "truncated" || end === "unknown-format")
    events.push(
      failedEvent(traceId, 0, { reason: end, message: MESSAGES[end], position, batches: 1 }, after(2)),
    );
  return events;
}

const rejectKey = (traceId: TraceId) => `rejects/${traceId}/000001-1-${RECORDS}.ndjson`;

export interface BadNight {
  readonly dataDir: string;
  readonly from: Date;
  readonly runs: readonly NightRun[];
}

/** Makes a data folder with a bad night in it, on which nothing runs. */
export async function badNight(now = new Date()): Promise<BadNight> {
  const dataDir = mkdtempSync(join(tmpdir(), "paperledger-bad-night-"));
  const { from } = lastNight(now);
  const runs = runsOfNight(from);
  await using opened = new AsyncDisposableStack();
  const folder = openDataFolder(dataDir);
  opened.defer(async () => folder.release());
  const dynamoDb = await startEmbeddedDynamoDb({ file: folder.path("dynamodb.sqlite") });
  opened.defer(dynamoDb.stop);
  const embedded = await startEmbeddedS3AndSqs({ dir: folder.path("s3-and-sqs") });
  opened.defer(embedded.stop);
  for (const bucket of [RAW_BUCKET, DISCARDED_BUCKET]) embedded.createBucket(bucket);
  const client = dynamoDbClient(emulatedAt(dynamoDb.endpoint));
  const s3 = s3Client(emulatedAt(embedded.endpoint));
  opened.defer(async () => client.destroy());
  opened.defer(async () => s3.destroy());
  await createTables(client, TABLES);
  const ledger = ledgerOf(documentClient(client), () => s3, LEDGER_NAMES);

  const histories = new Map([...runs, ...runsBefore(from)].map((run) => [run.traceId, eventsOf(run)]));
  await Promise.all(
    [...histories.values()].map(async (events) => {
      for (const event of events) await ledger.eventLog.append(event);
    }),
  );
  await projectRuns(histories, ledger.statistics);
  for (const { traceId, rejected } of runs)
    if (rejected)
      await ledger.rejects.put(
        { traceId, seq: 1, first: 1, last: RECORDS },
        Array.from({ length: rejected.count }, (_, index) => ({
          record_number: index + 1,
          byte_offset: 100 * index,
          raw: `<entry>\u001b[31mred ${"量子計算の論文👩‍🔬".repeat(30)}</entry>`,
          raw_truncated: false,
          reason: rejected.reason,
          message: `record ${index + 1} at byte ${100 * index}: ${rejected.reason === "no-id" ? "the entry has no <id>" : "the date is not a date"}`,
          paper_id: null,
        })),
      );
  const first = runs[0];
  if (first) {
    const attempt = { traceId: first.traceId, startedAt: timestamp(first.at), requestId: "request-1" };
    const end = { at: timestamp(first.at), kind: "interrupted", by: { kind: "deadline" } } as const;
    await ledger.attempts.keep(attempt, { kind: "started" });
    await ledger.attempts.keep(attempt, end);
  }
  return { dataDir, from, runs };
}
