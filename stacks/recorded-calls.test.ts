import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { batchDoneEvent } from "@paperledger/core/runs/run-event-of";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { detailOf } from "@paperledger/events/bus-event";
import type { Laptop } from "@paperledger/local/laptop";
import type { LaptopFunction } from "@paperledger/local/laptop-functions";
import { startLaptop } from "@paperledger/local/start-laptop";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleHandler, type HandlerBundle } from "./testing/bundle-handler.ts";
import { evaluated } from "./testing/evaluated.ts";
import { functionsOf, readableArn } from "./testing/permissions.ts";
import { type CallRecorder, type RecordedCall, recordCalls } from "./testing/recorded-calls.ts";

/** The functions' names in the program. */
const FUNCTIONS = [
  { fn: "processor", name: "Processor" },
  { fn: "projector", name: "Projector" },
  { fn: "vectorizer", name: "Vectorizer" },
] as const;

/** The names of resources on the laptop, and their names in the program. */
const NAMES: Readonly<Record<string, string>> = {
  "table/paperledger-papers": "table/Papers",
  "table/paperledger-runs": "table/Runs",
  "table/paperledger-statistics": "table/Statistics",
  "table/paperledger-attempts": "table/Attempts",
  "table/paperledger-vectors": "table/Vectors",
  "table/paperledger-handled-events": "table/HandledEvents",
  "event-bus/paperledger": "event-bus/Events",
  "sqs paperledger-uploads": "sqs Uploads",
  "sqs paperledger-backfill": "sqs Backfill",
  "s3 paperledger-raw/": "s3 Raw/",
};

/** Permissions that no handler uses in this test, with the reason for each. */
const NOT_CALLED: Readonly<Record<string, readonly string[]>> = {
  Processor: [
    "s3:GetObjectVersion s3 Raw/raw-data/*", // the raw bucket keeps versions, but the embedded S3 does not
    "s3:ListBucket s3 Raw", // never called: with it, S3 answers that an object does not exist
    "sqs:ReceiveMessage sqs Uploads", // the event source mapping uses it with the function's role
    "sqs:DeleteMessage sqs Uploads",
    "sqs:GetQueueAttributes sqs Uploads",
    "sqs:ReceiveMessage sqs Backfill",
    "sqs:DeleteMessage sqs Backfill",
    "sqs:GetQueueAttributes sqs Backfill",
    "sqs:SendMessage sqs Backfill", // for continuations of a backfill's runs, like those to Uploads
  ],
  Projector: [
    "dynamodb:DescribeStream", // the event source mapping uses it with the function's role
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
    "s3:PutObject s3 Discarded/aws/lambda/*",
    "s3:ListBucket s3 Discarded",
  ],
  Vectorizer: [
    "dynamodb:GetItem dynamodb table/HandledEvents", // only used if DynamoDB's refusal does not contain the record
    "sqs:SendMessage sqs VectorizerDeadLetters",
  ],
};

const isObserving = (permission: string) => /^(logs|xray):/.test(permission);

let folder: string;
const bundles: Partial<Record<LaptopFunction, HandlerBundle>> = {};
const recorders: Partial<Record<LaptopFunction, CallRecorder>> = {};
const logs: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperledger-bundles-"));
  for (const { fn } of FUNCTIONS) {
    const handler = `packages/functions/src/${fn}/handler.handler`;
    bundles[fn] = await bundleHandler(handler, join(folder, fn), { minify: false });
    recorders[fn] = await recordCalls();
  }
  await exercise();
});

afterAll(async () => {
  for (const recorder of Object.values(recorders)) await recorder.stop();
  await rm(folder, { recursive: true });
});

/** Starts a laptop that runs the bundles and records their calls. */
const startWithBundles = (environment: Readonly<Record<string, string>>): Promise<Laptop> => {
  const override = (name: LaptopFunction) => ({
    ...(bundles[name] && { module: pathToFileURL(bundles[name].file) }),
    environment: (usual: Readonly<Record<string, string>>) => recorders[name]?.environment(usual) ?? usual,
  });
  return startLaptop({
    functions: {
      processor: override("processor"),
      projector: override("projector"),
      vectorizer: override("vectorizer"),
    },
    functionEnvironment: environment,
    onLogLine: (_, line) => logs.push(line),
    onProblem: () => {},
  });
};

const paper = (id: string, version: number) =>
  JSON.stringify({ paper_id: `demo:${id}`, title: id, updated_at: `2024-05-0${version}T00:00:00Z` });

/** Papers of several batches. If they are known, batches are done at the same time, and their events are appended together. */
const MANY = Array.from({ length: 300 }, (_, nth) => paper(`many-${nth}`, 1)).join("\n");

/**
 * Makes each function do everything that it can: write, replace, reject, append several events at once, continue in another
 * invocation, refuse, and handle a repeated event.
 */
async function exercise(): Promise<void> {
  const laptop = await startWithBundles({});
  await laptop.upload({ name: "new", content: [paper("a", 1), paper("b", 1), "{}"].join("\n") });
  await laptop.quiet();
  await laptop.upload({ name: "newer", content: [paper("a", 2), paper("b", 1)].join("\n") });
  await laptop.quiet();
  for (const name of ["many", "many-again"]) {
    await laptop.upload({ name, content: MANY });
    await laptop.quiet();
  }
  await tellTwice(laptop);
  await laptop.stop();

  const hurried = await startWithBundles({ CONTINUE_MARGIN_MS: "1000000000" });
  await hurried.upload({ name: "hurried", content: paper("c", 1) });
  await hurried.quiet();
  await hurried.stop();
}

/** Gives the vectorizer an event that it handled before, and an event that it cannot handle. */
async function tellTwice(laptop: Laptop): Promise<void> {
  for await (const event of laptop.ledger.eventLog.allEvents())
    if (event.type === "batch-done") {
      const onBus = {
        source: "paperledger",
        "detail-type": "paper-batch.batch-done",
        detail: detailOf(event),
      };
      await invoke(laptop, "vectorizer", onBus);
    }
  const traceId = parseTraceId("01HRJTHFZZA8X7YNZFJZ930ZA3");
  const { metadata } = batchDoneEvent(
    traceId,
    1,
    {
      processed: 0,
      upserted: 0,
      duplicate: 0,
      rejected: 0,
      records: { first: 1, last: 0 },
      previous: {},
      rejected_by_reason: {},
      cut: false,
      restart_point: null,
      bytes: 0,
      batch_ms: 0,
      upserted_ids: [],
      by_source: {},
      position: { record_number: 0, byte_offset: 0 },
      reject_key: null,
    },
    new Date(0),
  );
  await invoke(laptop, "vectorizer", { detail: { metadata } });
}

const invoke = (laptop: Laptop, name: string, event: unknown) =>
  fetch(`${laptop.environment.AWS_ENDPOINT_URL_LAMBDA}/2015-03-31/functions/${name}/invocations`, {
    method: "POST",
    body: JSON.stringify(event),
  });

/** Returns the permissions of a function, a line for each action and resource. */
function permissionsOf(name: string): readonly string[] {
  const evaluation = evaluated("dev");
  const grants = functionsOf(evaluation).find((fn) => fn.name === name)?.grants ?? [];
  return grants.flatMap(({ Action, Resource }) =>
    Action.flatMap((action) => Resource.map((arn) => `${action} ${readableArn(arn, evaluation)}`)),
  );
}

/** Returns the calls of a function in the same form. Calls of its probes are left out, because they would make a permission look used. */
const usesOf = (fn: LaptopFunction) =>
  linesOf((recorders[fn]?.calls() ?? []).filter(({ isProbe }) => !isProbe));

const callsOf = (fn: LaptopFunction) => linesOf(recorders[fn]?.calls() ?? []);

function linesOf(calls: readonly RecordedCall[]): readonly string[] {
  const lines = calls.map(({ action, resource }) => {
    const [was, is] = Object.entries(NAMES).find(([known]) => resource.includes(known)) ?? ["", ""];
    return `${action} ${resource.replace(was, is)}`;
  });
  return [...new Set(lines)];
}

const covers = (permission: string, call: string) =>
  permission.endsWith("/*") ? call.startsWith(permission.slice(0, -1)) : call === permission;

describe.each(FUNCTIONS)("the $name", ({ fn, name }) => {
  test("has the permission for every call that it makes", () => {
    const permissions = permissionsOf(name);
    expect(usesOf(fn).length).toBeGreaterThan(2);
    expect(callsOf(fn).length).toBeGreaterThanOrEqual(usesOf(fn).length);
    expect(callsOf(fn).filter((call) => !permissions.some((permission) => covers(permission, call)))).toEqual(
      [],
    );
  });

  test("uses every permission that it has", () => {
    const isExpected = (permission: string) =>
      isObserving(permission) || (NOT_CALLED[name] ?? []).some((known) => permission.startsWith(known));
    const unused = permissionsOf(name).filter(
      (permission) => !isExpected(permission) && !usesOf(fn).some((call) => covers(permission, call)),
    );
    expect(unused).toEqual([]);
  });
});

test("the bundles log the same messages as the sources: for a completed run, and for a run that failed because its time was too short", () => {
  const messages = logs.map((line) => JSON.parse(line).message);
  expect(messages.filter((message) => message === "Batch processing completed")).toHaveLength(5);
  expect(messages).toContain("Run failed");
  expect(messages).toContain("Batch vectorized");
});
