import { PutObjectCommand } from "@aws-sdk/client-s3";
import { dynamoDbHandedOnMessages } from "@paperledger/aws/attempts/handed-on-messages";
import { dynamoDbObjectClaims } from "@paperledger/aws/attempts/object-claims";
import { s3BatchFileStore } from "@paperledger/aws/batch-files/batch-file-store";
import { objectState } from "@paperledger/aws/batch-files/object-state";
import { queueContinuations } from "@paperledger/aws/invocations/queue-continuations";
import { ledgerOf } from "@paperledger/aws/ledger/ledger";
import { FORMATS } from "@paperledger/core/formats/formats";
import { bestEffort } from "@paperledger/core/runs/handed-on-messages";
import { noteAttempts } from "@paperledger/core/runs/note-attempts";
import { DeadlinePassedError, NO_DEADLINE } from "@paperledger/core/runs/processing";
import { LIMITS, silence } from "@paperledger/functions/embedded-aws.fixture";
import { createProcessor } from "@paperledger/functions/processor/processor";
import { traceIdsOfUploads } from "@paperledger/functions/processor/trace-ids";
import type { Context } from "aws-lambda";
import { expect, onTestFinished, test } from "vitest";
import { LEDGER_NAMES, RAW_BUCKET, TABLES } from "../laptop-names.ts";
import { startLocalAws } from "../start-local-aws.ts";

const FILES = 20;
const INVOCATIONS_EACH = 3;
const CAP = 2;

/** Returns a file with three batches. */
const batchFile = (file: number) =>
  Array.from({ length: 75 }, (_, nth) =>
    JSON.stringify({
      paper_id: `demo:${file}-${nth}`,
      title: `Paper ${nth} of file ${file}`,
      updated_at: "2024-05-01T00:00:00.000Z",
    }),
  ).join("\n");

/** Returns a deadline that comes after the first batch. */
function afterOneBatch() {
  const beginNoMore = new AbortController();
  return {
    deadline: { ...NO_DEADLINE, beginNoMore: beginNoMore.signal, [Symbol.dispose]: () => {} },
    batchDone: () => beginNoMore.abort(new DeadlinePassedError("the time for batches is over")),
  };
}

const unlimited = () => ({
  deadline: { ...NO_DEADLINE, [Symbol.dispose]: () => {} },
  batchDone: () => {},
});

test(`${FILES} files of ${INVOCATIONS_EACH} invocations each at a cap of ${CAP} never take ${CAP + 1} invocations at once`, async () => {
  const problems: Error[] = [];
  const aws = await startLocalAws({
    tables: TABLES,
    buckets: [RAW_BUCKET],
    onProblem: (problem) => void problems.push(problem),
  });
  onTestFinished(aws.stop);
  const { documents: client, s3, sqs } = aws.clients;
  const ledger = ledgerOf(client, () => s3, LEDGER_NAMES);
  const uploads = await aws.createQueue("uploads");
  const now = () => new Date();
  const invocations = new Map<string, number>();
  let atOnce = 0;
  let mostAtOnce = 0;

  /** Calls the real processor. The first invocations of a run end after one batch. The last one processes the rest. */
  async function process(event: unknown, context: Context): Promise<unknown> {
    const [traceId = ""] = traceIdsOfUploads(event);
    const invocation = (invocations.get(traceId) ?? 0) + 1;
    invocations.set(traceId, invocation);
    const { deadline, batchDone } = invocation < INVOCATIONS_EACH ? afterOneBatch() : unlimited();
    const processor = createProcessor({
      processing: {
        ...ledger,
        eventLog: {
          ...ledger.eventLog,
          async append(event) {
            const stored = await ledger.eventLog.append(event);
            if (event.type === "batch-done") batchDone();
            return stored;
          },
        },
        batchFiles: s3BatchFileStore({ client: s3 }),
        formats: FORMATS,
        limits: { ...LIMITS, batchesInFlight: 1 },
        now,
      },
      claiming: {
        claims: dynamoDbObjectClaims({ client, table: TABLES.attempts }),
        stateOf: (file) => objectState(s3, file),
        onLost: () => {},
      },
      continuations: queueContinuations(sqs, [uploads.url]),
      attempts: noteAttempts(ledger.attempts, { now, onFailure: () => {} }),
      handedOnMessages: bestEffort(dynamoDbHandedOnMessages({ client, table: TABLES.attempts, now }), {
        onFailure: () => {},
      }),
      deadlineOf: () => deadline,
      ...silence(),
    });
    return processor(event, context);
  }

  const processor = aws.addFunction({
    name: "processor",
    async handler(event, context) {
      mostAtOnce = Math.max(mostAtOnce, ++atOnce);
      try {
        return await process(event, context);
      } finally {
        atOnce--;
      }
    },
  });
  aws.addS3Notification({ id: "uploads", bucket: RAW_BUCKET, prefix: "raw-data/", to: uploads });
  aws.mapQueue({
    queue: uploads,
    function: processor,
    batchSize: 1,
    maximumConcurrency: CAP,
    reportBatchItemFailures: true,
    idleDelayMs: 5,
  });
  for (let file = 0; file < FILES; file++)
    await s3.send(
      new PutObjectCommand({ Bucket: RAW_BUCKET, Key: `raw-data/${file}.ndjson`, Body: batchFile(file) }),
    );
  await aws.quiet();

  expect(mostAtOnce).toBe(CAP);
  expect([...invocations.values()]).toEqual(Array(FILES).fill(INVOCATIONS_EACH));
  const events = await Array.fromAsync(ledger.eventLog.allEvents());
  const completed = events.filter(({ type }) => type === "completed");
  expect(completed.map(({ data }) => "upserted" in data && data.upserted)).toEqual(Array(FILES).fill(75));
  expect(problems).toEqual([]);
});
