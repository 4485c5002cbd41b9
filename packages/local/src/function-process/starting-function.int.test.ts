import { CreateTableCommand, DeleteTableCommand } from "@aws-sdk/client-dynamodb";
import { PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { createTables } from "@paperledger/aws/tables/create-tables";
import { olderTotal } from "@paperledger/aws/tables/older-items.fixture";
import { createTableInput, TABLE_SHAPES } from "@paperledger/aws/tables/table-definitions";
import { timestamp } from "@paperledger/core/papers/paper";
import { startedEvent } from "@paperledger/core/runs/run-event-of";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { resourceEnvironment } from "@paperledger/functions/description/resource-environment";
import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { S3_TEST_EVENT, s3Notification } from "@paperledger/functions/processor/s3-events.fixture";
import { PROJECTOR } from "@paperledger/functions/projector/projector-function";
import { streamBatch } from "@paperledger/functions/projector/stream-events.fixture";
import { VECTORIZER } from "@paperledger/functions/vectorizer/vectorizer-function";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { environmentAt } from "../environment-at.ts";
import { BACKFILL_QUEUE, BUS, RAW_BUCKET, TABLES, UPLOADS_QUEUE } from "../laptop-names.ts";
import { type LocalAws, startLocalAws } from "../start-local-aws.ts";
import { type FunctionProcess, functionProcess } from "./function-process.ts";

type FunctionName = "processor" | "projector" | "vectorizer";

let names = { ...TABLES, rawBucket: RAW_BUCKET, eventBus: BUS, uploadsQueue: "", backfillQueue: "" };

let aws: LocalAws;
let fn: FunctionProcess;
let lines: string[] = [];

beforeAll(async () => {
  aws = await startLocalAws({ tables: TABLES, buckets: [RAW_BUCKET], busNames: [BUS] });
  const [uploads, backfill] = [await aws.createQueue(UPLOADS_QUEUE), await aws.createQueue(BACKFILL_QUEUE)];
  names = { ...names, uploadsQueue: uploads.url, backfillQueue: backfill.url };
  fn = functionProcess({
    program: { module: new URL("./start-anew.fixture.ts", import.meta.url) },
    environment: {
      NODE_OPTIONS: `--import=${import.meta.resolve("@paperledger/faults/refuse-requests")}`,
    },
    onLogLine: (line) => lines.push(line),
  });
});
afterAll(() => fn.stop());
afterAll(() => aws.stop());

/** Starts a function again. The environment is correct except for the given variables. */
async function start(name: FunctionName, given: Readonly<Record<string, string>> = {}): Promise<void> {
  const environment = {
    ...environmentAt(aws.endpoints),
    ...resourceEnvironment(PROCESSOR, names),
    ...resourceEnvironment(PROJECTOR, names),
    ...resourceEnvironment(VECTORIZER, names),
    POWERTOOLS_METRICS_DISABLED: "true",
    ...given,
  };
  await fn.invoke({ do: "start", function: name, environment }, contextOf(name));
  lines = [];
}

/** Starts a function while AWS answers with this error, to all requests or to those of one command. */
const startRefused = (name: FunctionName, code: string, status = 400, command?: string) =>
  start(name, {
    REFUSED_CODE: code,
    REFUSED_STATUS: String(status),
    ...(command && { REFUSED_COMMAND: command }),
  });

const traceId = parseTraceId("01HRJTHFZZA8X7YNZFJZ930ZA3");
const started = startedEvent(
  traceId,
  { bucket: RAW_BUCKET, key: "any", size_bytes: 1, batch_timestamp: timestamp(new Date(0)) },
  new Date(0),
);
const EVENTS: Readonly<Record<FunctionName, unknown>> = {
  processor: s3Notification({ bucket: RAW_BUCKET, key: "raw-data/nothing.gz" }),
  projector: streamBatch([started]),
  vectorizer: { detail: { metadata: { event_id: "any", trace_id: traceId } } },
};

const contextOf = (name: FunctionName) => ({
  functionName: name,
  awsRequestId: "request-1",
  invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
  memoryLimitInMB: "1024",
  deadlineAtMs: Date.now() + 60_000,
});

const invoke = (name: FunctionName, event = EVENTS[name]) =>
  fn.invoke({ do: "invoke", event }, contextOf(name));

/** Expects that an invocation fails with this error text, that the text is the only log line and has the event's trace id, and that no event was changed. */
async function refusesToStart(name: FunctionName, text: RegExp): Promise<void> {
  await expect(invoke(name)).rejects.toMatchObject({
    errorType: "ConfigurationError",
    message: expect.stringMatching(text),
  });
  await expect.poll(() => lines).toHaveLength(1);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      level: "ERROR",
      message: "The function cannot start",
      trace_id: name === "processor" ? expect.stringMatching(/^batch-20260301-/) : traceId,
      request_id: "request-1",
      metadata: { error: { name: "ConfigurationError", message: expect.stringMatching(text) } },
    },
  ]);
  const { runs, statistics } = TABLES;
  for (const TableName of [runs, statistics])
    expect(await aws.clients.documents.send(new ScanCommand({ TableName }))).toMatchObject({ Count: 0 });
}

describe("one line in the log says what is wrong and what to set, and the event is not changed, if", () => {
  test.each<[FunctionName, string, string, RegExp]>([
    ["processor", "RAW_BUCKET", "", /^set these .*RAW_BUCKET: is empty$/],
    ["processor", "BATCHES_IN_FLIGHT", "many", /^set these .*BATCHES_IN_FLIGHT: is not a whole number/],
    ["projector", "LOG_LEVEL", "loud", /^set these .*LOG_LEVEL: is not DEBUG/],
    [
      "projector",
      "ANSWER_MARGIN_MS",
      "0",
      /^set these .*ANSWER_MARGIN_MS: is not a whole number above zero$/,
    ],
    [
      "projector",
      "ANSWER_MARGIN_MS",
      "30001",
      /^ANSWER_MARGIN_MS: 30001 is more than half of .* set it lower/,
    ],
    ["vectorizer", "EMBEDDER", "neither", /^set these .*EMBEDDER: is neither local nor bedrock$/],
  ])("the %s has a malformed %s", async (name, variable, value, text) => {
    await start(name, { [variable]: value });
    await refusesToStart(name, text);
  });

  test.each<[FunctionName, string, string]>([
    ["processor", "PAPERS_TABLE", "table"],
    ["processor", "RUNS_TABLE", "table"],
    ["processor", "ATTEMPTS_TABLE", "table"],
    ["processor", "RAW_BUCKET", "bucket"],
    ["processor", "UPLOADS_QUEUE_URL", "queue"],
    ["processor", "BACKFILL_QUEUE_URL", "queue"],
    ["projector", "STATISTICS_TABLE", "table"],
    ["vectorizer", "PAPERS_TABLE", "table"],
    ["vectorizer", "VECTORS_TABLE", "table"],
    ["vectorizer", "HANDLED_EVENTS_TABLE", "table"],
  ])("the %s's %s does not name a %s", async (name, variable, what) => {
    await start(name, { [variable]: "nowhere" });
    await refusesToStart(
      name,
      new RegExp(`^${variable}: there is no ${what} nowhere in us-east-1: set ${variable} [^;]*$`),
    );
  });

  test("several things are wrong: all are named, each once", async () => {
    await start("processor", { PAPERS_TABLE: "no-papers", RUNS_TABLE: "no-runs", RAW_BUCKET: "no-bucket" });
    await refusesToStart("processor", /^PAPERS_TABLE: [^;]*; RUNS_TABLE: [^;]*; RAW_BUCKET: [^;]*$/);
  });

  test.each<[FunctionName, string, string]>([
    ["processor", "RUNS_TABLE", TABLES.papers],
    ["processor", "PAPERS_TABLE", TABLES.statistics],
    ["processor", "ATTEMPTS_TABLE", TABLES.runs],
    ["projector", "STATISTICS_TABLE", TABLES.runs],
    ["vectorizer", "VECTORS_TABLE", TABLES.statistics],
  ])("two names are swapped: the %s's %s is %s", async (name, variable, table) => {
    await start(name, { [variable]: table });
    await refusesToStart(
      name,
      new RegExp(`^${variable}: table ${table} has other keys than the table for ${variable}`),
    );
  });

  test.each<[FunctionName, string, RegExp]>([
    ["processor", "BatchGetItemCommand", /^PAPERS_TABLE: dynamodb:BatchGetItem on table .* is denied: allow/],
    [
      "processor",
      "ExecuteStatementCommand",
      /^PAPERS_TABLE: dynamodb:PartiQLInsert, dynamodb:PartiQLUpdate on table .* is denied[^;]*; RUNS_TABLE: dynamodb:PartiQLInsert on table .* is denied/,
    ],
    ["processor", "QueryCommand", /^RUNS_TABLE: dynamodb:Query on table .* is denied/],
    ["processor", "TransactWriteItemsCommand", /^RUNS_TABLE: dynamodb:PutItem on table .* is denied/],
    ["processor", "GetObjectCommand", /^RAW_BUCKET: s3:GetObject, s3:ListBucket on bucket .* is denied/],
    ["processor", "GetItemCommand", /^ATTEMPTS_TABLE: dynamodb:GetItem on table .* is denied/],
    [
      "processor",
      "GetQueueAttributesCommand",
      /^UPLOADS_QUEUE_URL: sqs:GetQueueAttributes on queue .* is denied/,
    ],
    ["projector", "TransactWriteItemsCommand", /^STATISTICS_TABLE: dynamodb:PutItem, .* is denied/],
    ["projector", "PutEventsCommand", /^EVENT_BUS_NAME: events:PutEvents on event bus .* is denied/],
    ["vectorizer", "GetItemCommand", /^HANDLED_EVENTS_TABLE: dynamodb:GetItem on table .* is denied/],
  ])("the %s has no permission for %s", async (name, command, text) => {
    await startRefused(
      name,
      command === "GetObjectCommand" ? "AccessDenied" : "AccessDeniedException",
      403,
      command,
    );
    await refusesToStart(name, text);
  });

  test("the bucket is in another region", async () => {
    await startRefused("processor", "PermanentRedirect", 301, "GetObjectCommand");
    await refusesToStart(
      "processor",
      /^RAW_BUCKET: bucket .* is in another region than us-east-1: set AWS_REGION/,
    );
  });

  test("the statistics table is of an older layout", async () => {
    const table = "older-statistics";
    const { documents } = aws.clients;
    await documents.send(new CreateTableCommand(createTableInput(table, TABLE_SHAPES.statistics)));
    await documents.send(new PutCommand({ TableName: table, Item: olderTotal }));
    await start("projector", { STATISTICS_TABLE: table });
    await refusesToStart(
      "projector",
      /^STATISTICS_TABLE: table older-statistics is of an older layout.*Begin again/,
    );
  });

  test("the credentials are not valid", async () => {
    await startRefused("projector", "UnrecognizedClientException");
    await refusesToStart("projector", /^AWS credentials are missing, expired or not valid[^;]*$/);
  });
});

test("a check leaves nothing behind, neither in tables nor on the bus", async () => {
  await start("projector");
  await invoke("projector", { Records: [] });
  await start("processor");
  await invoke("processor", S3_TEST_EVENT);
  expect(aws.bus.events()).toEqual([]);
  for (const TableName of Object.values(TABLES))
    expect(await aws.clients.documents.send(new ScanCommand({ TableName }))).toMatchObject({ Count: 0 });
});

test("a failing service is not a misconfiguration: the handler is called, and handles the failure as always", async () => {
  await startRefused("projector", "InternalServerError", 500);
  expect(await invoke("projector")).toEqual({ batchItemFailures: [{ itemIdentifier: "1" }] });
  expect(lines.filter((line) => line.includes("cannot start"))).toEqual([]);
});

test.each<[FunctionName, unknown]>([
  ["processor", { detail: "nothing that the processor knows" }],
  ["projector", { Records: [{ eventName: "INSERT" }] }],
  ["vectorizer", { detail: { metadata: { trace_id: traceId } } }],
])("an event that the %s cannot read is one line in the log, with its cause", async (name, event) => {
  await start(name);
  await expect(invoke(name, event)).rejects.toThrow();
  await expect.poll(() => lines).toHaveLength(1);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      level: "ERROR",
      message: "Invocation failed",
      trace_id: name === "vectorizer" ? traceId : null,
      request_id: "request-1",
      metadata: { error: { name: expect.any(String), message: expect.any(String) } },
    },
  ]);
});

test("a process repeats the check until it passes, and then does not check again", async () => {
  const tables = { ...TABLES, statistics: "statistics-made-later" };
  await start("projector", { STATISTICS_TABLE: tables.statistics });
  await expect(invoke("projector")).rejects.toThrow("STATISTICS_TABLE");
  await createTables(aws.clients.dynamoDb, tables);
  expect(await invoke("projector", { Records: [] })).toEqual({ batchItemFailures: [] });
  await aws.clients.dynamoDb.send(new DeleteTableCommand({ TableName: tables.statistics }));
  expect(await invoke("projector", { Records: [] })).toEqual({ batchItemFailures: [] });
});
