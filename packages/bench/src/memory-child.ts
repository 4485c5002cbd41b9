import { documentClient, dynamoDbClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { dynamoDbEventLog } from "@paperledger/aws/event-log/event-log";
import { dynamoDbPaperStore } from "@paperledger/aws/papers/paper-store";
import { refusal } from "@paperledger/aws/papers/refusal";
import { FORMATS } from "@paperledger/core/formats/formats";
import type { PaperStore } from "@paperledger/core/papers/paper-store";
import type { EventLog } from "@paperledger/core/runs/event-log";
import { processBatchFile } from "@paperledger/core/runs/process-batch-file";
import { peakMemoryBytes } from "@paperledger/local/peak-memory";
import { newBatchFile } from "./feed/batch-file-of.ts";
import { gzippedFeedStream } from "./feed/feed.ts";
import { LIMITS } from "./feed/papers-of.ts";
import { NO_REJECTS } from "./ours.ts";
import { type MemoryJob, memoryJobSchema } from "./rows/memory-job.ts";

/** Ingests a feed with this many papers, which is generated while it is read. Sends the peak memory to the parent. */
async function ingestAndTell({ papers, endpoint, tables }: MemoryJob): Promise<void> {
  const client = documentClient(dynamoDbClient(emulatedAt(endpoint)));
  const { status } = await processBatchFile(newBatchFile(papers), {
    batchFiles: { open: async () => gzippedFeedStream(papers) },
    papers: tables === null ? WRITTEN_AT_ONCE : dynamoDbPaperStore({ client, table: tables.papers }),
    rejects: NO_REJECTS,
    eventLog: tables === null ? LOGGED_AT_ONCE : dynamoDbEventLog({ client, table: tables.runs }),
    formats: FORMATS,
    limits: LIMITS,
    now: () => new Date(),
  });
  if (status !== "completed") throw new Error(`the run of the bench ended ${status}`);
  client.destroy();
  process.send?.(peakMemoryBytes());
  process.disconnect();
}

/** A paper store that answers at once and stores nothing. */
const WRITTEN_AT_ONCE: PaperStore = {
  refusal,
  upsert: async (batch) => batch.map(() => ({ kind: "upserted" })),
  get: async () => [],
  texts: async () => [],
  versions: async () => new Map(),
};
const LOGGED_AT_ONCE: EventLog = {
  append: async (event) => event,
  async *eventsOf() {},
  async *allEvents() {},
};

await ingestAndTell(memoryJobSchema.parse(JSON.parse(process.argv[2] ?? "")));
