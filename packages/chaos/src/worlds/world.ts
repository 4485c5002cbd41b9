import { putBatchFile } from "@paperledger/aws/batch-files/batch-file-uploads";
import { type Ledger, ledgerOf } from "@paperledger/aws/ledger/ledger";
import { createQueue } from "@paperledger/aws/queues/queue";
import { createTables } from "@paperledger/aws/tables/create-tables";
import { RAW_DATA_PREFIX } from "@paperledger/core/batch-files/object-keys";
import type { TraceId } from "@paperledger/core/trace-ids/trace-id";
import type { VariablesOf } from "@paperledger/functions/description/function-description";
import { resourceEnvironment } from "@paperledger/functions/description/resource-environment";
import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { uploadsOf } from "@paperledger/functions/processor/uploads";
import { PROJECTOR } from "@paperledger/functions/projector/projector-function";
import { environmentAt } from "@paperledger/local/environment-at";
import type { Services } from "./services.ts";

/**
 * The tables, the bucket for rejects and the bus of one case, so that each case begins empty. All worlds use the same batch file,
 * so the trace id is the same too, and the final states of two worlds can be compared directly.
 */
export interface World {
  readonly name: string;
  readonly services: Services;
  readonly ledger: Ledger;
  readonly papersTable: string;
  readonly runsTable: string;
  readonly busName: string;
  /** The environment variables of the functions. */
  readonly environment: Readonly<Record<string, string>>;
}

const PROCESSOR_LIMITS = {
  BATCHES_IN_FLIGHT: "3",
  CONTINUE_MARGIN_MS: "30000",
} satisfies VariablesOf<typeof PROCESSOR>;

/** @param environment the variables that differ from the usual environment of the functions */
export async function createWorld(
  services: Services,
  name: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<World> {
  const { clients, endpoints } = services;
  const tables = {
    papers: `${name}-papers`,
    runs: `${name}-runs`,
    statistics: `${name}-statistics`,
    attempts: `${name}-attempts`,
    vectors: "any-vectors",
    handledEvents: "any-handled-events",
  };
  await createTables(clients.dynamoDb, tables);
  const rawBucket = `${name}-raw`;
  services.createBucket(rawBucket);
  const busName = `${name}-bus`;
  const uploadsQueue = (await createQueue(clients.sqs, `${name}-uploads`)).url;
  const backfillQueue = (await createQueue(clients.sqs, `${name}-backfill`)).url;
  return {
    name,
    services,
    ledger: ledgerOf(clients.documents, () => clients.s3, {
      papersTable: tables.papers,
      runsTable: tables.runs,
      statisticsTable: tables.statistics,
      attemptsTable: tables.attempts,
      rawBucket,
    }),
    papersTable: tables.papers,
    runsTable: tables.runs,
    busName,
    environment: {
      ...environmentAt(endpoints),
      ...resourceEnvironment(PROCESSOR, { ...tables, rawBucket, uploadsQueue, backfillQueue }),
      ...resourceEnvironment(PROJECTOR, { ...tables, eventBus: busName }),
      ...PROCESSOR_LIMITS,
      ...environment,
    },
  };
}

/** A batch file in S3, and S3's event about it. */
export interface Upload {
  readonly traceId: TraceId;
  readonly event: unknown;
}

const BUCKET = "batch-files";
const EVENT_TIME = "2026-03-01T02:03:04.567Z";
const SEQUENCER = "0055AED6DCD90281E5";

/** Uploads a batch file that all worlds share. */
export async function uploadBatchFile(
  { clients, createBucket }: Services,
  name: string,
  content: Buffer,
): Promise<Upload> {
  createBucket(BUCKET);
  const key = `${RAW_DATA_PREFIX}2026-03-01/${name}`;
  const { etag = "" } = await putBatchFile(clients.s3, { bucket: BUCKET, key }, content, content.length);
  const object = { key, size: content.length, eTag: etag.replaceAll('"', ""), sequencer: SEQUENCER };
  const record = {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    eventName: "ObjectCreated:Put",
    eventTime: EVENT_TIME,
    s3: { bucket: { name: BUCKET }, object },
  };
  const event = { Records: [record] };
  const [upload] = uploadsOf(event).files;
  if (!upload) throw new Error("the event names no upload");
  return { traceId: upload.file.traceId, event };
}
