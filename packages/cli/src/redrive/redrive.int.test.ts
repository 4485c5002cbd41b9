import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { eventItem } from "@paperledger/aws/event-log/event-item";
import { backfillEvent } from "@paperledger/aws/invocations/backfill-event";
import { createQueue, messagesIn, sendMessage } from "@paperledger/aws/queues/queue";
import { readDiscardedBatch } from "@paperledger/aws/streams/discarded-batches";
import { timestamp } from "@paperledger/core/papers/paper";
import { startedEvent } from "@paperledger/core/runs/run-event-of";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { verifyStatistics } from "@paperledger/core/statistics/verify";
import { parseTraceId, type TraceId, traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import { type Clients, clientsOf, destroyClients } from "@paperledger/local/clients";
import type { Laptop, LaptopOptions } from "@paperledger/local/laptop";
import {
  BACKFILL_QUEUE,
  DISCARDED_BUCKET,
  PROCESSOR_DEAD_LETTERS_QUEUE,
  RAW_BUCKET,
  TABLES,
  UNDELIVERED_EVENTS_QUEUE,
} from "@paperledger/local/laptop-names";
import { SHORT_RETRY_DELAYS } from "@paperledger/local/short-retry-delays.fixture";
import { startLaptop } from "@paperledger/local/start-laptop";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runHere, runHereToSuccess, runToSuccess } from "../command.fixture.ts";

let cwd: string;
let laptop: Laptop;
let clients: Clients;
let lines: string[];
const run = (...args: readonly string[]) => runHere(args);
const jsonOf = async (...args: readonly string[]) => (await runHereToSuccess([...args, "--json"])).json();

async function start(options: LaptopOptions = {}): Promise<void> {
  lines = [];
  laptop = await startLaptop({
    dataDir: join(cwd, ".paperledger"),
    onProblem: () => {},
    onLogLine: (_, line) => lines.push(line),
    retryDelays: SHORT_RETRY_DELAYS,
    functionEnvironment: { LOG_LEVEL: "ERROR", POWERTOOLS_METRICS_DISABLED: "false" },
    ...options,
  });
  clients = clientsOf(laptop.environment);
}

async function stop(): Promise<void> {
  destroyClients(clients);
  await laptop.stop();
}

const usualFolder = process.cwd();
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "paperledger-redrive-"));
  process.chdir(cwd);
});
afterAll(async () => {
  process.chdir(usualFolder);
  await rm(cwd, { recursive: true, force: true });
});

const paper = (id: string, more: object = {}) =>
  JSON.stringify({
    paper_id: `demo:${id}`,
    title: `Paper ${id}`,
    abstract: "What it says.",
    updated_at: "2024-05-01T00:00:00.000Z",
    ...more,
  });
const papers = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => paper(`${prefix}-${index}`)).join("\n");

async function runOf(key: string): Promise<RunStatistics> {
  for await (const each of laptop.ledger.statistics.all())
    if (each.kind === "run" && each.run.key === key) return each.run;
  throw new Error(`there is no run of ${key}`);
}

const uploaded = async (name: string, content: string) => {
  const key = await laptop.upload({ name, content });
  await laptop.quiet();
  return runOf(key);
};

const differencesNow = async () => (await verifyStatistics(laptop.ledger)).differences;

const startedOf = (traceId: TraceId, key: string, at: Date) =>
  startedEvent(traceId, { bucket: RAW_BUCKET, key, size_bytes: 10, batch_timestamp: timestamp(at) }, at);

describe("on a laptop that runs", () => {
  beforeAll(() => start());
  afterAll(stop);

  const discarded = async () =>
    (await clients.s3.send(new ListObjectsV2Command({ Bucket: DISCARDED_BUCKET }))).Contents ?? [];

  test("a poison record is discarded alone, with its content, and redriven when it is fixed", async () => {
    const traceId = traceIdOf({
      bucket: "b",
      key: "poison",
      version: "1",
      eventTimeMs: Date.UTC(2024, 0, 2),
    });
    const fixed = eventItem(startedOf(traceId, "poison", new Date("2024-01-02T00:00:00Z")));
    const poison = { ...fixed, data: { bucket: 7 } };
    await clients.documents.send(new PutCommand({ TableName: TABLES.runs, Item: poison }));
    const [before, after] = await Promise.all([
      laptop.upload({ name: "a", content: papers(60, "a") }),
      laptop.upload({ name: "b", content: papers(60, "b") }),
    ]);
    await laptop.quiet();

    for (const key of [before, after])
      expect(await runOf(key)).toMatchObject({ run_status: "completed", tally: { upserted: 60 } });
    const [batch, ...others] = await discarded();
    expect(others).toEqual([]);
    const records = await readDiscardedBatch(clients.s3, DISCARDED_BUCKET, batch?.Key ?? "");
    expect(records).toMatchObject([{ dynamodb: { NewImage: { data: { M: { bucket: { N: "7" } } } } } }]);
    expect(lines.some((line) => "ProjectionFailures" in JSON.parse(line))).toBe(true);

    expect(await run("redrive", "--stream")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("cannot process"),
    });
    expect(await discarded()).toHaveLength(1);

    // The other runs are verified and counted meanwhile, and are listed if they went silent.
    expect(await run("verify")).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/1 item of the tables cannot be read.*: no difference/s),
    });
    expect(await run("rebuild")).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^1 item could not be read:\n.*seq 0 .*bucket/),
      stdout: expect.stringContaining("not counted"),
    });
    expect(await differencesNow()).toEqual([]);
    expect((await run("runs", "--stuck")).code).toBe(0);

    await clients.documents.send(new PutCommand({ TableName: TABLES.runs, Item: fixed }));
    expect(await laptop.ledger.statistics.run(traceId)).toBeUndefined();
    expect(await jsonOf("redrive", "--stream")).toMatchObject([
      { outcome: "redriven", records: 1 },
      { type: "redriven-batches", redriven: 1, failed: 0 },
    ]);
    expect(await discarded()).toEqual([]);
    expect(await laptop.ledger.statistics.run(traceId)).toMatchObject({ key: "poison", applied: [[0, 0]] });
    expect(await differencesNow()).toEqual([]);
    expect((await run("redrive", "--stream")).stdout).toBe("No stream batch was discarded.\n");
    await clients.documents.send(
      new DeleteCommand({ TableName: TABLES.runs, Key: { trace_id: traceId, seq: 0 } }),
    );
    await runHereToSuccess(["rebuild"]);
  });

  test("an event of a type that only newer code knows is passed over, and stops nothing", async () => {
    const seen = await runOf((await uploaded("known", papers(5, "known"))).key ?? "");
    const item = {
      ...eventItem(startedOf(parseTraceId(seen.trace_id), "x", new Date())),
      seq: 2_000_000_000,
      event_id: `${seen.trace_id}:2000000000`,
      type: "paused",
      schema_version: 2,
      data: { until: "tomorrow" },
    };
    await clients.documents.send(new PutCommand({ TableName: TABLES.runs, Item: item }));
    await uploaded("after", papers(5, "after"));
    expect(await runOf(seen.key ?? "")).toEqual(seen);
    expect(await discarded()).toEqual([]);
    expect(await differencesNow()).toEqual([]);
  });

  test("a run that began and went silent is found, and completed when it is redriven", async () => {
    const key = "elsewhere/silent";
    await clients.s3.send(new PutObjectCommand({ Bucket: RAW_BUCKET, Key: key, Body: papers(30, "silent") }));
    const at = new Date(Date.now() - 3_600_000);
    const traceId = traceIdOf({ bucket: RAW_BUCKET, key, version: "1", eventTimeMs: at.getTime() });
    await laptop.ledger.eventLog.append(startedOf(traceId, key, at));
    await laptop.quiet();

    expect(await run("runs", "--stuck", "--minutes", "90")).toMatchObject({ code: 0 });
    const stuck = await run("runs", "--stuck", "--json");
    expect(stuck.code).toBe(1);
    expect(stuck.json()).toMatchObject([
      { type: "stuck-run", trace_id: traceId, last_event_at: at.toISOString() },
      { type: "stuck-runs", count: 1 },
    ]);
    await runToSuccess(["redrive", traceId], { cwd });
    await laptop.quiet();
    expect(await laptop.ledger.statistics.run(traceId)).toMatchObject({
      run_status: "completed",
      tally: { upserted: 30 },
    });
    expect(await run("runs", "--stuck")).toMatchObject({ code: 0 });
    expect((await run("redrive", traceId)).stdout).toContain("is completed: there is nothing to do");
    expect(await differencesNow()).toEqual([]);
  });

  test("a range of the event log is folded and published again, after it was said how much that is", async () => {
    const { key } = await uploaded("again", papers(30, "again"));
    const from = new Date(Date.now() - 3_600_000).toISOString();
    expect(await run("redrive", "--events", "--from", from)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("add --yes"),
    });
    const before = await runOf(key ?? "");
    const [estimate, done] = await jsonOf("redrive", "--events", "--from", from, "--yes");
    expect(estimate).toMatchObject({ type: "events-found", events: expect.any(Number) });
    expect(Number(estimate?.events)).toBeGreaterThanOrEqual(4);
    expect(done).toEqual({ type: "projected-events", projected: estimate?.events });
    expect(await runOf(key ?? "")).toEqual(before);
    expect(await differencesNow()).toEqual([]);
    const later = new Date(Date.now() + 3_600_000).toISOString();
    expect(await run("redrive", "--events", "--from", later)).toMatchObject({ code: 2 });
  });

  test("rebuild while runs go on leaves statistics that are the fold of the log", async () => {
    const keys = Promise.all(
      ["r1", "r2", "r3", "r4"].map((name) => laptop.upload({ name, content: papers(500, name) })),
    );
    for (let times = 0; times < 3; times++) {
      const [told] = await jsonOf("rebuild");
      expect(told).toMatchObject({ type: "rebuilt" });
    }
    await keys;
    await laptop.quiet();
    expect(await jsonOf("verify")).toMatchObject([{ differences: 0 }]);
    for (const key of await keys) expect((await runOf(key)).tally.upserted).toBe(500);
  });

  test("rejects of an old file are found by the time at which its run began, as in a backfill", async () => {
    const beganAfter = new Date(Date.now() - 1_000).toISOString();
    const key = "archive/papers-of-2023.ndjson";
    const content = `${papers(3, "old").replaceAll("2024-", "2022-")}\n${JSON.stringify({ paper_id: "demo:untitled" })}`;
    await clients.s3.send(new PutObjectCommand({ Bucket: RAW_BUCKET, Key: key, Body: content }));
    const lastModifiedAt = timestamp(new Date("2023-05-01T00:00:00Z"));
    const { url } = await createQueue(clients.sqs, BACKFILL_QUEUE);
    const object = { bucket: RAW_BUCKET, key, versionId: "1", sizeBytes: content.length, lastModifiedAt };
    await sendMessage(clients.sqs, url, JSON.stringify(backfillEvent(object)));
    await expect.poll(() => runOf(key).catch(() => undefined), { timeout: 60_000 }).toBeDefined();
    await laptop.quiet();
    const { trace_id } = await runOf(key);
    expect(trace_id).toMatch(/^batch-20230501-/);

    const [status] = (await run("status", "--since", beganAfter, "--json")).json();
    expect(status?.todo).toMatchObject([
      { kind: "rejected-records", count: 1, runs: [{ trace_id, key }], sample: expect.any(String) },
    ]);
    const redriven = await run("redrive", "--rejects-since", beganAfter, "--json");
    expect(redriven.json()).toMatchObject([
      { type: "redriven-rejects", key: expect.stringContaining(trace_id), records: 1 },
      { type: "redrive-outcome", outcome: "completed", reason: "bad-field" },
      { type: "redriven-files", files: 1, records: 1, left: 0, completed: 1, failed: 0, unknown: 0 },
    ]);
    expect(await differencesNow()).toEqual([]);
  });

  test("of a run that there is not, everything says so", async () => {
    const nobody = "batch-20240102-01HK4WQN000000000000000000";
    for (const command of [["rejects"], ["redrive"], ["redrive", "--rejects"]])
      expect(await run(...command, nobody)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("there is no run"),
      });
  });
});

describe("after what was at fault is fixed", () => {
  const withEnvironment = (more: Readonly<Record<string, string>>) => ({
    environment: (usual: Readonly<Record<string, string>>) => ({ ...usual, ...more }),
  });
  const ESC = "\u001b";
  /** The numbers of batches of the three files that are uploaded while the subscriber has no table. */
  const UNHANDLED = 5;

  let rejected: RunStatistics;
  /** The key of a file whose processing failed for good. */
  let failedKey: string;

  describe("while the processor refuses long records, and the subscriber has no table", () => {
    let gone: RunStatistics;

    beforeAll(async () => {
      await start({
        functions: {
          processor: withEnvironment({ MAX_RECORD_BYTES: "2000" }),
          vectorizer: withEnvironment({ VECTORS_TABLE: "no-such-table" }),
        },
      });
      const content = [
        paper("short"),
        paper("long", { abstract: "long ".repeat(1_000) }),
        JSON.stringify({ paper_id: "demo:untitled", note: `${ESC}[31m` }),
      ].join("\n");
      rejected = await uploaded("rejects", content);
      gone = await uploaded("gone", paper("gone", { abstract: "x".repeat(3_000) }));
      await clients.s3.send(new DeleteObjectCommand({ Bucket: RAW_BUCKET, Key: gone.key ?? "" }));
      await uploaded("unhandled", papers(60, "unhandled"));
    });
    afterAll(stop);

    test("rejects whose exact text is nowhere to be had are left, and said to be", async () => {
      const { code, stderr } = await run("redrive", gone.trace_id, "--rejects");
      expect(code).toBe(1);
      expect(stderr).toContain("is left: its exact text");
    });

    test("events that the subscriber still cannot handle fail again, and stay", async () => {
      const { url } = await createQueue(clients.sqs, UNDELIVERED_EVENTS_QUEUE);
      expect(await messagesIn(clients.sqs, url)).toBe(UNHANDLED);
      const again = await run("redrive", "--subscriber");
      expect(again).toMatchObject({
        code: 1,
        stdout: expect.stringContaining(`0 events handled, ${UNHANDLED} failed again`),
      });
      expect(
        again.stderr.match(/batch-\S+:\d: failed again, and stays in the queue: .*no-such-table.*\n/g),
      ).toHaveLength(UNHANDLED);
      expect(await messagesIn(clients.sqs, url)).toBe(UNHANDLED);
    });
  });

  test("rejects are shown, also when nothing runs", async () => {
    const lines = await jsonOf("rejects", rejected.trace_id);
    expect(lines.at(-1)).toEqual({ type: "rejects", count: 2 });
    const shown = lines.slice(0, -1);
    expect(shown.map(({ reason, record_number }) => [reason, record_number])).toEqual([
      ["too-large", 2],
      [expect.any(String), 3],
    ]);
    expect(shown[1]?.raw).toContain("demo:untitled");
    const text = (await runHereToSuccess(["rejects", rejected.trace_id])).stdout;
    expect(text).not.toContain(ESC);
    expect(text).toMatch(/record 2 .*too-large.*record 3 .*2 rejects/s);
  });

  describe("while the processor has no table", () => {
    beforeAll(() => start({ functions: { processor: withEnvironment({ PAPERS_TABLE: "no-such-table" }) } }));
    afterAll(stop);

    test("a batch file whose processing failed for good is a dead letter", async () => {
      failedKey = await laptop.upload({ name: "failed", content: papers(30, "failed") });
      await laptop.quiet();
      const { url } = await createQueue(clients.sqs, PROCESSOR_DEAD_LETTERS_QUEUE);
      expect(await messagesIn(clients.sqs, url)).toBe(1);
      await expect(runOf(failedKey)).rejects.toThrow("there is no run");
    });
  });

  describe("on a laptop without faults", () => {
    const delivered: string[] = [];
    beforeAll(() => start({ onDelivery: ({ event_id }) => delivered.push(event_id) }));
    afterAll(stop);

    test("events that the subscriber could not handle are handled when they are redriven", async () => {
      const told = await jsonOf("redrive", "--subscriber");
      expect(told.at(-1)).toEqual({
        type: "redriven-events",
        handled: UNHANDLED,
        failed: 0,
        unreadable: 0,
      });
      expect(told.slice(0, -1)).toEqual(
        Array.from({ length: UNHANDLED }, () => ({
          type: "redriven-event",
          outcome: "handled",
          event_id: expect.any(String),
          answer: expect.objectContaining({ papers: expect.any(Number) }),
        })),
      );
      expect(new Set(delivered)).toEqual(new Set(told.slice(0, -1).map(({ event_id }) => event_id)));
      const { url } = await createQueue(clients.sqs, UNDELIVERED_EVENTS_QUEUE);
      expect(await messagesIn(clients.sqs, url)).toBe(0);
    });

    test("rejects are redriven as a run that is linked to theirs", async () => {
      // Another record is rejected again. The command says so, after it has waited for the run.
      const redriven = await run("redrive", rejected.trace_id, "--rejects", "--json");
      expect(redriven.code).toBe(1);
      const [upload, outcome] = redriven.json();
      expect(upload).toMatchObject({ type: "redriven-rejects", records: 2 });
      expect(outcome).toMatchObject({
        type: "redrive-outcome",
        outcome: "completed",
        reason: expect.any(String),
      });
      const again = await runOf(String(upload?.key));
      expect(again).toMatchObject({
        run_status: "completed",
        tally: { processed: 2, upserted: 1, rejected: 1 },
      });
      const [started] = await Array.fromAsync(laptop.ledger.eventLog.eventsOf(parseTraceId(again.trace_id)));
      expect(started).toMatchObject({ type: "started", data: { redrive_of: rejected.trace_id } });
      expect(await differencesNow()).toEqual([]);
    });

    test("a batch file whose processing failed for good is processed when it is redriven", async () => {
      expect(await jsonOf("redrive", "--failed")).toMatchObject([{ redriven: 1, unreadable: 0 }]);
      await laptop.quiet();
      expect(await runOf(failedKey)).toMatchObject({ run_status: "completed", tally: { upserted: 30 } });
      const { url } = await createQueue(clients.sqs, PROCESSOR_DEAD_LETTERS_QUEUE);
      expect(await messagesIn(clients.sqs, url)).toBe(0);
      expect(await differencesNow()).toEqual([]);
    });
  });
});
