import { Readable } from "node:stream";
import { emulatedAt } from "@paperledger/aws/clients/clients";
import { ledgerOf } from "@paperledger/aws/ledger/ledger";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { runOf } from "@paperledger/core/statistics/run-statistics.fixture";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { onEveryClient } from "@paperledger/faults/every-client";
import { LEDGER_NAMES } from "@paperledger/local/laptop-names";
import { expect, test } from "vitest";
import * as z from "zod";
import { EXIT } from "../command-error.ts";
import { clientsAt } from "../deployments/deployment-clients.ts";
import { terminalOf } from "../terminal/terminal.fixture.ts";
import { backfillBucket } from "./backfill-bucket.ts";

const PAPER = JSON.stringify({
  paper_id: "table:1",
  source: "table",
  title: "A paper",
  updated_at: "2024-01-01T00:00:00Z",
});
const LAST_MODIFIED = new Date("2024-03-01T02:03:04.000Z");
const object = (Size: number) => ({ Key: "archive/1", ETag: '"e"', Size, LastModified: LAST_MODIFIED });
const entriesSchema = z.object({ Entries: z.array(z.object({ MessageBody: z.string() })) });

interface Given {
  readonly bucket?: string;
  readonly objectBytes?: number;
  /** The requests that S3 denies. */
  readonly denied?: readonly string[];
  readonly filesAtOnce?: number;
  readonly warmWrites?: number;
  /** The runs that failed before. If they are absent, the statistics may not be read. */
  readonly failed?: readonly RunStatistics[];
  readonly json?: boolean;
}

/** Backfills a bucket of one object on AWS. S3 and SQS answer at the edge of the clients. */
async function backfillOf({
  bucket = "archive",
  objectBytes = PAPER.length,
  denied = [],
  filesAtOnce = 2,
  warmWrites,
  failed,
  json = true,
}: Given) {
  const nowhere = emulatedAt("http://127.0.0.1:9");
  const clients = clientsAt({
    dynamoDb: nowhere,
    eventBridge: nowhere,
    s3: nowhere,
    sqs: nowhere,
    lambda: nowhere,
  });
  const sent: unknown[] = [];
  const answers: Readonly<Record<string, (input: unknown) => object>> = {
    ListObjectVersionsCommand: () => ({
      Versions: [{ ...object(objectBytes), VersionId: "v1", IsLatest: true }],
    }),
    ListObjectsV2Command: () => ({ Contents: [object(objectBytes)] }),
    GetObjectCommand: () => ({
      Body: Readable.from([Buffer.from(PAPER)]),
      ContentLength: PAPER.length,
      ETag: '"e"',
    }),
    SendMessageBatchCommand(input) {
      for (const { MessageBody } of entriesSchema.parse(input).Entries) sent.push(JSON.parse(MessageBody));
      return { Failed: [] };
    },
  };
  const end = onEveryClient((stack) =>
    stack.add(
      (_next, { commandName = "" }) =>
        async ({ input }) => {
          const answer = denied.includes(commandName) ? undefined : answers[commandName];
          if (!answer) throw Object.assign(new Error("Access Denied"), { name: "AccessDenied" });
          return { output: { $metadata: {}, ...answer(input) }, response: {} };
        },
      { step: "initialize", priority: "high", name: "answer" },
    ),
  );
  const queue = async () => ({ name: "q", url: "http://127.0.0.1:9/1/q", arn: "arn:aws:sqs:us-east-1:1:q" });
  const { terminal, printed, errors } = terminalOf();
  const ledger = ledgerOf(clients.documents, () => clients.s3, LEDGER_NAMES);
  const statistics = {
    ...ledger.statistics,
    async *runsWith() {
      yield* failed ?? [];
    },
  };
  const code = backfillBucket(
    { bucket, prefix: "archive/" },
    {
      clients,
      ledger: failed ? { ...ledger, statistics } : ledger,
      rawBucket: "raw",
      mayRead: () => true,
      backfillConcurrency: filesAtOnce,
      ...(warmWrites !== undefined && { papersWarmWrites: warmWrites }),
      backfillQueue: queue,
      backfillDeadLetters: queue,
    },
    { dataDir: "", outputs: "outputs.json", json, yes: true },
    terminal,
    new AbortController().signal,
  );
  return {
    code: await code.catch((error: unknown) => error).finally(end),
    sent,
    told: json ? printed.map((line) => JSON.parse(line)) : [],
    text: printed.join("\n"),
    errors,
  };
}

const failedRunOf = (key: string, at: string): RunStatistics => ({
  ...runOf({ key, at, end: "failed" }),
  bucket: "archive",
});
const FAILED = [failedRunOf("archive/1", LAST_MODIFIED.toISOString())];

test("an object whose run failed before is reported with the command that processes it again, and the exit code is 1", async () => {
  const { code, told, sent } = await backfillOf({ failed: FAILED });
  expect(code).toBe(EXIT.wrong);
  expect(sent).toHaveLength(1);
  expect(told).toMatchObject([
    { type: "estimate" },
    { type: "failed-before", file: "s3://archive/archive/1", trace_id: FAILED[0]?.trace_id },
    { type: "sent", objects: 1 },
  ]);
  const { text } = await backfillOf({ failed: FAILED, json: false });
  expect(text).toContain(
    `The run of this object failed, and the object gets no other run. To process it again: ./paperledger redrive ${ulidOf(FAILED[0]?.trace_id ?? "")} --outputs outputs.json`,
  );
});

test("a run that failed before the object was put, or that is of another object, is not reported", async () => {
  const failed = [
    failedRunOf("archive/1", "2024-02-01T00:00:00.000Z"),
    failedRunOf("archive/2", LAST_MODIFIED.toISOString()),
  ];
  expect(await backfillOf({ failed })).toMatchObject({
    code: EXIT.ok,
    told: [{ type: "estimate" }, { type: "sent" }],
  });
});

test("if the statistics may not be read, the messages are sent, and an error says what is not known", async () => {
  const { code, sent, errors } = await backfillOf({});
  expect([code, sent.length]).toEqual([EXIT.ok, 1]);
  expect(errors).toEqual([
    expect.stringMatching(
      /^it is not known which .* have runs that failed before.*AccessDenied: Access Denied/,
    ),
  ]);
});

/** The bytes of this many papers. */
const bytesOf = (papers: number) => PAPER.length * papers;

test("a file that no setting makes short enough is refused, and nothing is sent", async () => {
  const { code, sent, told } = await backfillOf({ objectBytes: bytesOf(2_000_000_000) });
  expect(told).toMatchObject([{ type: "estimate", objects: 1 }]);
  expect(code).toMatchObject({
    name: "CommandError",
    exitCode: EXIT.unusable,
    message: expect.stringMatching(/would take .* at most 5 days\.* No setting makes it short enough/),
  });
  expect(sent).toEqual([]);
});

test("the same backfill is begun in a table that is warm enough, if it has files enough", async () => {
  const { code, sent } = await backfillOf({ objectBytes: bytesOf(80_000_000), warmWrites: 40_000 });
  expect(code).toBe(EXIT.ok);
  expect(sent).toHaveLength(1);
});

test("if the versions of a public bucket are denied, the ETag and LastModified stand for the version", async () => {
  const { code, sent } = await backfillOf({ denied: ["ListObjectVersionsCommand"] });
  expect(code).toBe(EXIT.ok);
  expect(sent).toEqual([
    expect.objectContaining({ key: "archive/1", etag: '"e"', lastModifiedAt: LAST_MODIFIED.toISOString() }),
  ]);
  expect(JSON.stringify(sent)).not.toContain("version");
});

test("if versions are listed, the message names the version", async () => {
  expect(JSON.stringify((await backfillOf({})).sent)).toContain('"v1"');
});

test("the versions of the raw bucket have to be listed, as they tell which objects S3 announced", async () => {
  const { code, sent } = await backfillOf({ bucket: "raw", denied: ["ListObjectVersionsCommand"] });
  expect(code).toMatchObject({
    name: "CommandError",
    exitCode: EXIT.unusable,
    message: "the versions of the objects in raw cannot be listed: allow s3:ListBucketVersions on it",
  });
  expect(sent).toEqual([]);
});

test("a bucket that refuses every list is one line, which names it and the permission", async () => {
  const { code, sent } = await backfillOf({ denied: ["ListObjectVersionsCommand", "ListObjectsV2Command"] });
  expect(code).toMatchObject({
    name: "CommandError",
    exitCode: EXIT.unusable,
    message: "the objects in archive cannot be listed: allow s3:ListBucket on it",
  });
  expect(sent).toEqual([]);
});
