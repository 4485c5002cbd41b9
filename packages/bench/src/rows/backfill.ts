import { dynamoDbHandedOnMessages } from "@paperledger/aws/attempts/handed-on-messages";
import { dynamoDbObjectClaims } from "@paperledger/aws/attempts/object-claims";
import { s3BatchFileStore } from "@paperledger/aws/batch-files/batch-file-store";
import { putBatchFile } from "@paperledger/aws/batch-files/batch-file-uploads";
import { objectState } from "@paperledger/aws/batch-files/object-state";
import { backfillEvent } from "@paperledger/aws/invocations/backfill-event";
import { queueContinuations } from "@paperledger/aws/invocations/queue-continuations";
import { ledgerOf } from "@paperledger/aws/ledger/ledger";
import { dynamoDbPaperStore } from "@paperledger/aws/papers/paper-store";
import { sendMessages } from "@paperledger/aws/queues/send-messages";
import { FORMATS } from "@paperledger/core/formats/formats";
import { timestamp } from "@paperledger/core/papers/paper";
import { bestEffort } from "@paperledger/core/runs/handed-on-messages";
import { noteAttempts } from "@paperledger/core/runs/note-attempts";
import { deadlineIn } from "@paperledger/core/runs/processing";
import { dynamoDbLimits } from "@paperledger/faults/dynamodb-limits/dynamodb-limits";
import { limitRequests } from "@paperledger/faults/dynamodb-limits/limit-requests";
import { NEW_TABLE } from "@paperledger/faults/dynamodb-limits/on-demand";
import { emfMetrics } from "@paperledger/functions/observability/emf-metrics";
import { structuredLogger } from "@paperledger/functions/observability/structured-logger";
import { createProcessor } from "@paperledger/functions/processor/processor";
import { LEDGER_NAMES, RAW_BUCKET, TABLES } from "@paperledger/local/laptop-names";
import type { LocalAws } from "@paperledger/local/start-local-aws";
import { startLocalAws } from "@paperledger/local/start-local-aws";
import type { BenchRow, BenchSize, Finding } from "../bench-row.ts";
import { gzippedWorks } from "../feed/format-feeds.ts";
import { LIMITS } from "../feed/papers-of.ts";
import { measure, perSecond } from "../measuring/measure.ts";
import { NO_REJECTS } from "../ours.ts";
import { figure } from "../report/quantities.ts";

interface Scale {
  readonly files: number;
  readonly worksAFile: number;
}

const SCALES: Readonly<Record<BenchSize, Scale>> = {
  full: { files: 40, worksAFile: 50 },
  quick: { files: 20, worksAFile: 30 },
  tiny: { files: 3, worksAFile: 10 },
};

/** The files that are processed at once. */
const CAP = 4;

/**
 * Each table has a twentieth of the limits of a new table. So the limits decide the time, and not the machine: a new table takes more works
 * a second than a small machine processes.
 */
const SCALED_BY = 20;
const SCALED = { write: NEW_TABLE.write / SCALED_BY, read: NEW_TABLE.read / SCALED_BY };

/** The archive that docs/design.md computes on paper. */
const ARCHIVE = { files: 2_000, works: 270_000_000, daysOnPaper: 3.9 };

const DAY_SECONDS = 86_400;
/** A backfill that would take longer is refused. */
const MOST_DAYS = 5;

/**
 * Measures a backfill of small OpenAlex files: messages in the backfill's queue, the real processor at a cap, claims, and DynamoDB's limits in front of the
 * tables. Computes from it what an archive of 2,000 files takes.
 */
export const backfillRow: BenchRow = {
  name: "backfill",
  async run(size) {
    const scale = SCALES[size];
    return findingsOf(await backfilled(scale), scale);
  },
};

interface Backfilled {
  readonly worksPerSecond: number;
  readonly writeUnitsPerWork: number;
  readonly mostAtOnce: number;
  readonly invocations: number;
  readonly completed: number;
}

function findingsOf(done: Backfilled, { files, worksAFile }: Scale): readonly Finding[] {
  const { worksPerSecond, writeUnitsPerWork, mostAtOnce, invocations, completed } = done;
  const allowed = SCALED.write / writeUnitsPerWork;
  const share = worksPerSecond / allowed;
  const days = (ARCHIVE.works * writeUnitsPerWork) / NEW_TABLE.write / DAY_SECONDS;
  const what = `${files} OpenAlex files of ${worksAFile} works, ${CAP} at once, as gzip`;
  return [
    {
      what: `${what}: used part of the tables' write units`,
      ours: `${figure(worksPerSecond)} works/s`,
      against: `${figure(allowed)} works/s, at ${figure(writeUnitsPerWork)} units a work and ${SCALED.write} units a second`,
      ratio: share,
      aim: "none",
      note: `each table has 1/${SCALED_BY} of a new table's ${figure(NEW_TABLE.write)} units a second. The units of all tables are counted, so the share can be above 1. The measured time includes the start of the first file and the end of the last`,
    },
    {
      what: "completed runs, divided by the invocations of this backfill",
      ours: `${completed} completed`,
      against: `${invocations} invocations, ${mostAtOnce} at once at most`,
      ratio: completed / invocations,
      aim: { atLeast: 1 },
      note: "throttling makes an invocation wait, but must not make it fail",
    },
    {
      what: `computed from this backfill: ${ARCHIVE.files.toLocaleString("en-US")} files with all ${ARCHIVE.works / 1e6} million works, into a new table`,
      ours: `${figure(days)} days of writing`,
      against: `${ARCHIVE.daysOnPaper} days on paper (docs/design.md)`,
      ratio: days,
      aim: { atMost: MOST_DAYS },
      note: "works x units a work / units a second of a new table that is used in full. Files are read while papers are written. With fewer than four files at once, reading takes longer than writing",
    },
  ];
}

async function backfilled({ files, worksAFile }: Scale): Promise<Backfilled> {
  const problems: Error[] = [];
  await using stack = new AsyncDisposableStack();
  const aws = await startLocalAws({
    tables: TABLES,
    buckets: [RAW_BUCKET],
    onProblem: (problem) => void problems.push(problem),
  });
  stack.defer(aws.stop);
  const limits = dynamoDbLimits({ warm: SCALED });
  limitRequests(aws.clients.documents.middlewareStack, limits);
  const queue = await aws.createQueue("backfill", { VisibilityTimeout: "900" });
  const counted = { invocations: 0, atOnce: 0, mostAtOnce: 0 };
  const processMessage = processorOn(aws, queue.url);
  aws.mapQueue({
    queue,
    function: aws.addFunction({
      name: "processor",
      timeoutMs: 900_000,
      async handler(event, context) {
        counted.invocations += 1;
        counted.mostAtOnce = Math.max(counted.mostAtOnce, ++counted.atOnce);
        return processMessage(event, context).finally(() => {
          counted.atOnce -= 1;
        });
      },
    }),
    batchSize: 1,
    maximumConcurrency: CAP,
    reportBatchItemFailures: true,
    idleDelayMs: 50,
  });

  const objects = await Promise.all(
    Array.from({ length: files }, async (_, nth) => {
      const key = `archive/works-${nth}.gz`;
      const content = gzippedWorks(worksAFile, nth * worksAFile);
      await putBatchFile(aws.clients.s3, { bucket: RAW_BUCKET, key }, content, content.length);
      return { bucket: RAW_BUCKET, key, versionId: "1", sizeBytes: content.length };
    }),
  );
  const lastModifiedAt = timestamp(new Date("2024-02-01T00:00:00Z"));
  async function* bodies() {
    for (const object of objects) yield JSON.stringify(backfillEvent({ ...object, lastModifiedAt }));
  }
  const unitsBefore = limits.total.write;
  const effort = await measure(async () => {
    await sendMessages(aws.clients.sqs, queue.url, bodies(), () => {});
    await aws.quiet();
  });
  const [problem] = problems;
  if (problem) throw problem;
  const ledger = ledgerOf(aws.clients.documents, () => aws.clients.s3, LEDGER_NAMES);
  const works = files * worksAFile;
  let completed = 0;
  for await (const event of ledger.eventLog.allEvents())
    if (event.type === "completed" && event.data.upserted === worksAFile) completed += 1;
  return {
    worksPerSecond: perSecond(works, effort),
    writeUnitsPerWork: (limits.total.write - unitsBefore) / works,
    mostAtOnce: counted.mostAtOnce,
    invocations: counted.invocations,
    completed,
  };
}

/** Returns the processor with clients that have DynamoDB's limits. */
function processorOn({ clients: { documents: client, s3, sqs } }: LocalAws, queueUrl: string) {
  // Metrics are lines on standard output, where the table of the bench is printed.
  process.env.POWERTOOLS_METRICS_DISABLED = "true";
  const logger = structuredLogger("bench", "SILENT");
  const now = () => new Date();
  const ledger = ledgerOf(client, () => s3, LEDGER_NAMES);
  return createProcessor({
    processing: {
      ...ledger,
      papers: dynamoDbPaperStore({ client, table: TABLES.papers, sourceTextEncoding: "gzip" }),
      rejects: NO_REJECTS,
      batchFiles: s3BatchFileStore({ client: s3 }),
      formats: FORMATS,
      limits: LIMITS,
      now,
    },
    claiming: {
      claims: dynamoDbObjectClaims({ client, table: TABLES.attempts }),
      stateOf: (file) => objectState(s3, file),
      onLost: () => {},
    },
    continuations: queueContinuations(sqs, [queueUrl]),
    attempts: noteAttempts(ledger.attempts, { now, onFailure: () => {} }),
    handedOnMessages: bestEffort(dynamoDbHandedOnMessages({ client, table: TABLES.attempts, now }), {
      onFailure: () => {},
    }),
    deadlineOf: () => deadlineIn(900_000, 30_000),
    logger,
    metrics: emfMetrics("bench", "bench", logger),
  });
}
