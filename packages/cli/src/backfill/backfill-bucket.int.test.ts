import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { emulatedAt } from "@paperledger/aws/clients/clients";
import { s3Client } from "@paperledger/aws/clients/s3-client";
import { RAW_BUCKET } from "@paperledger/local/laptop-names";
import { startLaptop } from "@paperledger/local/start-laptop";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EXIT } from "../command-error.ts";
import { readLedger } from "../deployments/read-ledger.ts";
import { terminalOf } from "../terminal/terminal.fixture.ts";
import { backfill, showBackfillProgress } from "./backfill.ts";
import type { BackfillOptions } from "./backfill-options.ts";

let home: string;
let dataDir: string;
const FILES = ["a", "b", "c"];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "paperledger-bucket-"));
  dataDir = join(home, "data");
  // From here on, each command starts the laptop itself, so it knows when the laptop is idle.
  const laptop = await startLaptop({ dataDir, onLogLine: () => {}, onProblem: () => {} });
  const s3 = s3Client(emulatedAt(laptop.environment.AWS_ENDPOINT_URL_S3 ?? ""));
  const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: RAW_BUCKET, Key, Body }));
  for (const name of FILES) await put(`archive/${name}.jsonl`, paper(name));
  await put("bad/x", "What is this?");
  await laptop.upload({ name: "announced.jsonl", content: paper("announced") });
  await laptop.quiet();
  s3.destroy();
  await laptop.stop();
});
afterAll(() => rm(home, { recursive: true, force: true }));

const paper = (id: string) =>
  JSON.stringify({ paper_id: `table:${id}`, source: "table", title: id, updated_at: "2024-01-01T00:00:00Z" });

async function run(source: string, options: Partial<BackfillOptions> = {}) {
  const { terminal, printed } = terminalOf();
  const given = { dataDir, json: true, yes: true, ...options };
  const code = await backfill(source, given, terminal, new AbortController().signal);
  return { code, told: printed.map((line) => JSON.parse(line)) };
}

const completed = () =>
  readLedger(dataDir, ({ statistics }) => Array.fromAsync(statistics.runsWith("completed")));
const runIds = async () => (await completed()).map(({ trace_id }) => trace_id).sort();

test("objects of a bucket are sent through the backfill's queue, and each has one run, at the time when it was put", async () => {
  const { code, told } = await run(`s3://${RAW_BUCKET}/archive/`);
  expect(told).toMatchObject([
    { type: "estimate", objects: 3, records: 3 },
    { type: "sent", objects: 3, of: 3 },
    { type: "backfilled", completed: 3, failed: 0, given_up: 0, processed: 3 },
  ]);
  expect(code).toBe(EXIT.ok);
  const keys = (await completed()).map(({ key }) => key);
  expect(keys.filter((key) => key?.startsWith("archive/")).sort()).toEqual(
    FILES.map((name) => `archive/${name}.jsonl`),
  );
});

test("a second backfill makes no second run, and a backfill of objects that S3 announced makes no second run either", async () => {
  const before = await runIds();
  const { code, told } = await run(`s3://${RAW_BUCKET}/raw-data/`);
  expect(told[1]).toMatchObject({ type: "sent", objects: 1 });
  expect((await run(`s3://${RAW_BUCKET}/archive/`)).told.at(-1)).toMatchObject({ completed: 0 });
  expect(told.at(-1)).toMatchObject({ type: "backfilled", completed: 0, processed: 0 });
  expect(code).toBe(EXIT.ok);
  expect(await runIds()).toEqual(before);
});

test("--again makes new runs, and with the time that it printed it goes on with these", async () => {
  const before = await runIds();
  const { told } = await run(`s3://${RAW_BUCKET}/archive/`, { again: true });
  expect(told.at(-1)).toMatchObject({ type: "backfilled", completed: 3, processed: 3 });
  const after = await runIds();
  expect(after).toHaveLength(before.length + 3);
  const againAt = new Date(told.find(({ type }) => type === "sent").again_at);
  const second = await run(`s3://${RAW_BUCKET}/archive/`, { again: againAt });
  expect(second.told.at(-1)).toMatchObject({ type: "backfilled", completed: 0 });
  expect(await runIds()).toEqual(after);
});

test("a file that cannot be read is reported, with exit code 1", async () => {
  const { code, told } = await run(`s3://${RAW_BUCKET}/bad/`);
  expect(code).toBe(EXIT.wrong);
  expect(told.slice(-2)).toMatchObject([
    { type: "run", run_status: "failed", key: "bad/x" },
    { type: "backfilled", failed: 1 },
  ]);
});

test("a repeated backfill over a file that failed does not report success, until the file is another", async () => {
  const { code, told } = await run(`s3://${RAW_BUCKET}/bad/`);
  expect(told).toMatchObject([
    { type: "estimate" },
    { type: "failed-before", file: `s3://${RAW_BUCKET}/bad/x` },
    { type: "sent" },
    { type: "backfilled", failed: 0, failed_before: 1 },
  ]);
  expect(code).toBe(EXIT.wrong);
});

test("a bucket that is not there is named, in one line", async () => {
  await expect(run("s3://nope/")).rejects.toThrow(/^there is no bucket nope: its name is wrong/);
});

test("nothing is sent unless the user says so", async () => {
  const { code, told } = await run(`s3://${RAW_BUCKET}/archive/`, { yes: false, ask: async () => false });
  expect([code, told.length]).toEqual([EXIT.ok, 1]);
  await expect(run(`s3://${RAW_BUCKET}/nothing/`)).rejects.toThrow(/no batch file in s3:\/\//);
  await expect(run(`s3://${RAW_BUCKET}/archive/`, { runsAtOnce: 3 })).rejects.toThrow(/are for a folder/);
  await expect(run(home, { again: true })).rejects.toThrow(/--again is for s3/);
});

test("progress tells the queue and the runs", async () => {
  const { terminal, printed } = terminalOf();
  expect(await showBackfillProgress({ dataDir, json: true }, terminal, new AbortController().signal)).toBe(
    EXIT.ok,
  );
  expect(printed.map((line) => JSON.parse(line))).toMatchObject([
    { type: "backfill", waiting: 0, in_flight: 0, given_up: 0, runs: { failed: 1 } },
  ]);
});
