// Runs as a process of its own with a small heap: a backfill of a bucket with a given number of keys. Answers for S3 and SQS are
// made inside the SDK's clients. Prints the output of the command and the number of requests.
import { Readable } from "node:stream";
import { emulatedAt } from "@paperledger/aws/clients/clients";
import { ledgerOf } from "@paperledger/aws/ledger/ledger";
import { onEveryClient } from "@paperledger/faults/every-client";
import { LEDGER_NAMES } from "@paperledger/local/laptop-names";
import * as z from "zod";
import { clientsAt } from "../deployments/deployment-clients.ts";
import { terminalOf } from "../terminal/terminal.fixture.ts";
import { backfillBucket } from "./backfill-bucket.ts";

const KEYS = Number(process.argv[2]);
/** Keys in a page. One in a hundred has an older version, and another one is deleted. */
const PAGE_KEYS = 900;

const nowhere = emulatedAt("http://127.0.0.1:9");
const clients = clientsAt({
  dynamoDb: nowhere,
  eventBridge: nowhere,
  s3: nowhere,
  sqs: nowhere,
  lambda: nowhere,
});
const requests: Record<string, number> = {};
const sent = new Uint8Array(KEYS);
let firstMessage: unknown;

const PAPER = JSON.stringify({
  paper_id: "table:1",
  source: "table",
  title: "A paper",
  updated_at: "2024-01-01T00:00:00Z",
});
const at = new Date("2024-03-01T02:03:04.000Z");
const keyOf = (nth: number) => `archive/${String(nth).padStart(7, "0")}.jsonl`;
const versionOf = (nth: number, VersionId: string, IsLatest: boolean) => ({
  Key: keyOf(nth),
  VersionId,
  IsLatest,
  ETag: '"e"',
  Size: PAPER.length,
  LastModified: at,
});

function versionsOf(nth: number) {
  if (nth % 100 === 99) return [versionOf(nth, "old", false)];
  return [versionOf(nth, `v${nth}`, true), ...(nth % 100 === 0 ? [versionOf(nth, "old", false)] : [])];
}

const markerSchema = z.object({ KeyMarker: z.string().optional() });
const entriesSchema = z.object({ Entries: z.array(z.object({ Id: z.string(), MessageBody: z.string() })) });

function answerTo(command: string, input: unknown): object {
  switch (command) {
    case "ListObjectVersionsCommand": {
      const { KeyMarker } = markerSchema.parse(input);
      const from = KeyMarker === undefined ? 0 : Number(/\d+/.exec(KeyMarker)?.[0]) + 1;
      const to = Math.min(KEYS, from + PAGE_KEYS);
      const Versions = Array.from({ length: to - from }, (_, place) => versionsOf(from + place)).flat();
      return { Versions, IsTruncated: to < KEYS, ...(to < KEYS && { NextKeyMarker: keyOf(to - 1) }) };
    }
    case "SendMessageBatchCommand":
      for (const { MessageBody } of entriesSchema.parse(input).Entries) {
        firstMessage ??= JSON.parse(MessageBody);
        sent[Number(/(\d+)\.jsonl/.exec(MessageBody)?.[1])] = 1;
      }
      return { Failed: [] };
    case "GetObjectCommand":
      return { Body: Readable.from([Buffer.from(PAPER)]), ContentLength: PAPER.length, ETag: '"e"' };
    default:
      throw Object.assign(new Error(`${command} is not answered here`), { name: "NoSuchKey" });
  }
}

onEveryClient((stack) =>
  stack.add(
    (_next, { commandName = "" }) =>
      async ({ input }) => {
        requests[commandName] = (requests[commandName] ?? 0) + 1;
        return { output: { $metadata: {}, ...answerTo(commandName, input) }, response: {} };
      },
    { step: "initialize", priority: "high", name: "answerAsLargeBucket" },
  ),
);

const { terminal, printed } = terminalOf();
const queue = async () => ({
  name: "backfill",
  url: "http://127.0.0.1:9/1/backfill",
  arn: "arn:aws:sqs:us-east-1:1:backfill",
});
const code = await backfillBucket(
  { bucket: "archive", prefix: "" },
  {
    clients,
    ledger: ledgerOf(clients.documents, () => clients.s3, LEDGER_NAMES),
    rawBucket: "raw",
    mayRead: ({ bucket }) => bucket === "archive",
    backfillConcurrency: 5,
    backfillQueue: queue,
    backfillDeadLetters: queue,
  },
  { dataDir: "", outputs: "outputs.json", json: true, yes: true },
  terminal,
  new AbortController().signal,
);
const objects = sent.reduce((sum, each) => sum + each, 0);
console.log(
  JSON.stringify({
    code,
    told: printed.map((line) => JSON.parse(line)),
    requests,
    objects,
    firstMessage,
  }),
);
process.exit();
