import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TIME_NEARLY_UP } from "@paperledger/functions/observability/log-failures";
import type { LaptopFunction } from "@paperledger/local/laptop-functions";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { bundleHandler, type HandlerBundle } from "./testing/bundle-handler.ts";
import { type FirstEvents, firstEvents } from "./testing/first-events.ts";
import { installedRuntimeClient, type RuntimeClient } from "./testing/installed-runtime-client.ts";
import { type LambdaRuntime, lambdaRuntime } from "./testing/lambda-runtime.ts";
import { type SwitchedProxy, switchedProxy } from "./testing/switched-proxy.ts";

const FUNCTIONS: readonly LaptopFunction[] = ["processor", "projector", "vectorizer"];

/** Long enough for any machine. */
const AMPLE_MS = 60_000;
/** Shorter than the time that a function waits for an answer of AWS. */
const SHORT_MS = 8_000;

let client: RuntimeClient;
let folder: string;
let first: FirstEvents;
const bundles: Partial<Record<LaptopFunction, HandlerBundle>> = {};
let dynamoDb: SwitchedProxy;
let bus: SwitchedProxy;

beforeAll(async () => {
  client = await installedRuntimeClient();
  if (client.kind === "missing") {
    console.info(`Skipped: ${client.reason}`);
    return;
  }
  folder = await mkdtemp(join(tmpdir(), "paperledger-runtime-"));
  for (const name of FUNCTIONS) {
    const handler = `packages/functions/src/${name}/handler.handler`;
    bundles[name] = await bundleHandler(handler, join(folder, name), { minify: false });
  }
  first = await firstEvents();
  const { AWS_ENDPOINT_URL_DYNAMODB = "", AWS_ENDPOINT_URL_EVENTBRIDGE = "" } = first.environments.processor;
  dynamoDb = await switchedProxy(AWS_ENDPOINT_URL_DYNAMODB);
  bus = await switchedProxy(AWS_ENDPOINT_URL_EVENTBRIDGE);
}, 10 * 60_000);

beforeEach(({ skip }) => {
  if (client.kind === "missing") skip(client.reason);
  for (const proxy of [dynamoDb, bus]) proxy.set("passes");
});

afterAll(async () => {
  if (client.kind === "missing") return;
  await first.stop();
  await dynamoDb.stop();
  await bus.stop();
  await rm(folder, { recursive: true });
});

/** Starts a function under AWS's runtime client. It reaches DynamoDB and the bus through the proxies. */
async function start(
  name: LaptopFunction,
  given: Readonly<Record<string, string>> = {},
): Promise<LambdaRuntime> {
  const bundle = bundles[name];
  if (client.kind === "missing" || !bundle) throw new Error("nothing to start");
  return lambdaRuntime({
    client: client.file,
    bundle,
    functionName: name,
    environment: {
      ...first.environments[name],
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
      AWS_ENDPOINT_URL_EVENTBRIDGE: bus.endpoint,
      ANSWER_MARGIN_MS: "1000",
      ...given,
    },
  });
}

/** Starts a function, and stops it after the test. */
async function startForTest(
  name: LaptopFunction,
  given: Readonly<Record<string, string>> = {},
): Promise<LambdaRuntime> {
  const fn = await start(name, given);
  onTestFinished(() => fn.stop());
  return fn;
}

/** Returns our own lines of level ERROR. Lambda's own lines are not JSON. */
const errorsIn = (log: readonly string[]) =>
  log
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line))
    .filter(({ level }) => level === "ERROR");

const runTraceId = () => first.runEvents[0]?.metadata.trace_id;
/** The trace id of the run in the processor's notification. It differs from the run of the other events. */
const processorsTraceId = expect.stringMatching(/^batch-20260301-[0-9A-Z]{26}$/);
const traceIdFor = (name: LaptopFunction) => (name === "processor" ? processorsTraceId : runTraceId());

describe.each(FUNCTIONS)("under AWS's runtime client, the %s", (name) => {
  let started: LambdaRuntime | undefined;
  afterAll(() => started?.stop());

  /** Returns the function, which several tests share, and the lines that it logs from now on. */
  async function startOnce() {
    started ??= await start(name);
    const { invoke, log } = started;
    const before = log.length;
    return { invoke, newLines: () => log.slice(before) };
  }

  test("answers, and leaves no error", async () => {
    const { invoke, newLines } = await startOnce();
    expect(await invoke(first.events[name], AMPLE_MS)).toMatchObject({ kind: "answered" });
    expect(errorsIn(newLines())).toEqual([]);
  });

  test("fails on an event that it cannot read, and leaves one error with its cause", async () => {
    const { invoke, newLines } = await startOnce();
    const unreadable = {
      processor: { hello: 1 },
      projector: { Records: [{ dynamodb: { NewImage: { trace_id: { S: runTraceId() } } } }] },
      vectorizer: { detail: { metadata: { trace_id: runTraceId() } } },
    }[name];
    const end = await invoke(unreadable, AMPLE_MS);
    expect(end).toMatchObject({ kind: "failed", error: { errorType: expect.any(String) } });
    expect(errorsIn(newLines())).toMatchObject([
      {
        message: "Invocation failed",
        trace_id: name === "processor" ? null : runTraceId(),
        request_id: end.requestId,
        metadata: { error: { message: expect.any(String) } },
      },
    ]);
  });

  test("is killed when its time is up, logs that with the trace id just before, and continues in a new process", async () => {
    const { invoke, log } = await startForTest(name);
    dynamoDb.set("hangs");
    const end = await invoke(first.events[name], SHORT_MS);
    expect(end.kind).toBe("timed-out");
    expect(errorsIn(log)).toMatchObject([
      { message: TIME_NEARLY_UP, trace_id: traceIdFor(name), request_id: end.requestId },
    ]);
    expect(log.at(-1)).toContain(`${end.requestId} Task timed out after 8.00 seconds`);

    dynamoDb.set("passes");
    const next = await invoke(first.events[name], AMPLE_MS);
    expect(next.kind).toBe("answered");
    expect(errorsIn(log)).toHaveLength(1);
  });
});

test("the processor fails while its tables fail, and leaves one error with the run's trace id", async () => {
  const { invoke, log } = await startForTest("processor");
  await invoke(first.events.processor, AMPLE_MS);
  dynamoDb.set("breaks");
  const end = await invoke(first.events.processor, AMPLE_MS);
  expect(end).toMatchObject({ kind: "failed", error: { errorType: "RunsInterruptedError" } });
  expect(errorsIn(log)).toMatchObject([
    {
      message: expect.stringMatching(/^Batch processing interrupted/),
      trace_id: processorsTraceId,
      request_id: end.requestId,
      metadata: { error: { name: expect.any(String) } },
    },
  ]);
});

test("the vectorizer fails on its table before its handler is called, and leaves one error with the trace id", async () => {
  const { invoke, log } = await startForTest("vectorizer");
  await invoke(first.events.vectorizer, AMPLE_MS);
  dynamoDb.set("breaks");
  const end = await invoke(first.events.vectorizer, AMPLE_MS);
  expect(end).toMatchObject({ kind: "failed" });
  expect(errorsIn(log)).toMatchObject([
    {
      message: "Invocation failed",
      trace_id: runTraceId(),
      request_id: end.requestId,
      metadata: { error: { name: "IdempotencyPersistenceLayerError", cause: expect.anything() } },
    },
  ]);
});

test("a handler that only waits is killed too: it gets no early answer, so it does not continue in the next invocation", async () => {
  const { invoke, log } = await startForTest("vectorizer");
  await invoke(first.events.vectorizer, AMPLE_MS);
  dynamoDb.set("hangs", "BatchGetItem");
  const [batchDone] = first.runEvents.filter(({ type }) => type === "batch-done");
  if (!batchDone) throw new Error("no batch-done");
  const { metadata, data } = batchDone;
  const detail = { metadata: { ...metadata, event_id: `${metadata.event_id}7` }, data };
  const unhandled = { source: "paperledger", "detail-type": "paper-batch.batch-done", detail };
  const end = await invoke(unhandled, SHORT_MS);
  expect(end.kind).toBe("timed-out");
  expect(errorsIn(log)).toMatchObject([{ message: TIME_NEARLY_UP, request_id: end.requestId }]);
});

test("the projector stops before its time is up, and answers with the first record that is not done", async () => {
  const { invoke, log } = await startForTest("projector", { ANSWER_MARGIN_MS: "4000" });
  await invoke(first.events.projector, AMPLE_MS);
  bus.set("hangs");
  const end = await invoke(first.events.projector, SHORT_MS);
  expect(end).toMatchObject({
    kind: "answered",
    answer: { batchItemFailures: [{ itemIdentifier: "1" }] },
  });
  expect(errorsIn(log)).toMatchObject([
    {
      message: expect.stringMatching(/^Time is up: events are not (published|projected)/),
      trace_id: runTraceId(),
      request_id: end.requestId,
    },
  ]);
  bus.set("passes");
  expect(await invoke(first.events.projector, AMPLE_MS)).toMatchObject({
    kind: "answered",
    answer: { batchItemFailures: [] },
  });
});
