import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { documentClient, dynamoDbClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { sqsClient } from "@paperledger/aws/clients/sqs-client";
import { createQueue, sendMessage } from "@paperledger/aws/queues/queue";
import { timestamp } from "@paperledger/core/papers/paper";
import { startedEvent } from "@paperledger/core/runs/run-event-of";
import { parseTraceId, runDateOf, traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import type { Laptop } from "@paperledger/local/laptop";
import { RAW_BUCKET, TABLES } from "@paperledger/local/laptop-names";
import { startLaptop } from "@paperledger/local/start-laptop";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { paperledger } from "../program.ts";
import { terminalOf } from "../terminal/terminal.fixture.ts";
import { outputsOf } from "./laptop-outputs.fixture.ts";

/** One laptop. Commands reach it by its data folder, and as a deployment by its outputs and the SDK's own variables. */
let laptop: Laptop;
let folder: string;
let inFolder: readonly string[];
let deployed: readonly string[];
let ulid: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperledger-deployed-"));
  inFolder = ["--data", join(folder, "data")];
  deployed = ["--outputs", join(folder, "the app's", "outputs.json")];
  laptop = await startLaptop({ dataDir: join(folder, "data"), onLogLine: () => {}, onProblem: () => {} });
  await mkdir(join(folder, "the app's"));
  await writeFile(join(folder, "the app's", "outputs.json"), JSON.stringify(await outputsOf(laptop)));
  for (const [name, value] of Object.entries(laptop.environment)) vi.stubEnv(name, value);

  const paper = { paper_id: "demo:1", title: "A paper", updated_at: "2024-01-01T00:00:00Z" };
  const rejected = { paper_id: "demo:2" };
  await laptop.upload({
    name: "papers",
    content: [paper, rejected].map((each) => JSON.stringify(each)).join("\n"),
  });
  await laptop.quiet();
  for await (const each of laptop.ledger.statistics.all())
    if (each.kind === "run") ulid = ulidOf(each.run.trace_id);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await laptop.stop();
  await rm(folder, { recursive: true, force: true });
});

async function answer(...args: readonly string[]) {
  const { terminal, printed, errors } = terminalOf();
  let code: number | undefined;
  const program = paperledger(
    terminal,
    () => new AbortController().signal,
    (ended) => {
      code = ended;
    },
  );
  await program.parseAsync(args, { from: "user" });
  return { code, printed, errors };
}

const jsonOf = async (...args: readonly string[]): Promise<readonly unknown[]> =>
  (await answer(...args, "--json")).printed.map((line) => JSON.parse(line));

/** Returns the words into which a shell splits the command at the end of a text. */
function pasted(text: string | undefined): readonly string[] {
  const line = /\.\/paperledger (?<words>.*)$/.exec(text ?? "")?.groups?.words ?? "";
  return execFileSync("sh", ["-c", `printf '%s\\n' ${line}`], { encoding: "utf8" })
    .trimEnd()
    .split("\n");
}

test.each([
  ["runs --status completed", "RUN"],
  ["trace RUN", "batch-done"],
  ["papers --trace RUN", "1 paper written: 1 still this run's version."],
  ["papers demo:1", "versions, newest first\n  record 1 of batch-"],
  ["stats", "1 completed"],
  ["verify", "no difference"],
  ["rejects RUN", "record 2"],
])("%s answers of a deployment as of the laptop", async (command, told) => {
  const words = command.split(" ").map((word) => (word === "RUN" ? ulid : word));
  const json = await jsonOf(...words, ...deployed);
  expect(json).toEqual(await jsonOf(...words, ...inFolder));
  expect(json).not.toEqual([]);
  const text = await answer(...words, ...deployed);
  expect(text.code).toBe(0);
  expect(text.printed.join("\n")).toContain(told);
});

test("status counts what waits in the queues of a deployment, and names a queue that it cannot read", async () => {
  const sqs = sqsClient(emulatedAt(laptop.environment.AWS_ENDPOINT_URL_SQS ?? ""));
  const { url } = await createQueue(sqs, "backfill-without-processor");
  for (const body of ["one", "two"]) await sendMessage(sqs, url, body);
  sqs.destroy();
  const names = { backfillQueue: url, uploadsQueue: `${url}-that-is-nowhere` };
  const path = join(folder, "waiting.json");
  await writeFile(path, JSON.stringify({ ...(await outputsOf(laptop)), ...names }));
  const [status] = await jsonOf("status", "--outputs", path);
  expect(status).toMatchObject({
    queues: [
      { queue: "uploads", waiting: null, in_flight: null },
      { queue: "backfill", waiting: 2, in_flight: 0 },
    ],
    unknown: [expect.stringContaining("uploadsQueue")],
  });
});

test("trace tells of a run's attempts, and of the run alone if their table is away", async () => {
  const startedAt = timestamp(new Date("2026-03-01T02:03:04Z"));
  const attempt = { traceId: parseTraceId(ulid), startedAt, requestId: "request-1" };
  await laptop.ledger.attempts.keep(attempt, { kind: "started" });
  expect((await answer("trace", ulid, ...deployed)).printed.join("\n")).toMatch(/Attempts\n.*\n.*request-1/);
  const kept = { type: "attempt", trace_id: attempt.traceId, started_at: startedAt, request_id: "request-1" };
  expect(await jsonOf("trace", ulid, ...deployed)).toContainEqual({ ...kept, end: null });

  const away = ["--outputs", join(folder, "away.json")];
  const outputs = { ...(await outputsOf(laptop)), attemptsTable: "nowhere" };
  await writeFile(join(folder, "away.json"), JSON.stringify(outputs));
  const { code, printed } = await answer("trace", ulid, ...away);
  expect(code).toBe(0);
  expect(printed.join("\n")).toMatch(
    /batch-done.*not all can be read: ResourceNotFoundException: .*Rejects/s,
  );
  expect(await jsonOf("trace", ulid, ...away)).toContainEqual({
    type: "unreadable",
    message: expect.stringMatching(/^ResourceNotFoundException: /),
  });
});

test("what rejects says to do next is done in the deployment, as pasted", async () => {
  const { printed } = await answer("rejects", ulid, ...deployed);
  const words = pasted(printed.at(-1));
  expect(words).toEqual(["redrive", ulid, "--rejects", ...deployed]);
  expect((await answer(...words)).printed).toEqual([
    expect.stringMatching(/^1 reject uploaded as/),
    expect.stringMatching(/completed: 0 new, 0 known, 1 rejected again \(.+\)$/),
    "1 of 1 record rejected again.",
  ]);
});

test("of a run that there is not, trace says how the deployment's runs are listed, as pasted", async () => {
  const nobody = `${ulid.slice(0, -4)}0000`;
  const refusal = await answer("trace", nobody, ...deployed).catch((error: Error) => error.message);
  const words = pasted(String(refusal));
  expect(words).toEqual(["runs", ...deployed]);
  expect((await answer(...words)).code).toBe(0);
});

test("of runs that went silent, the command that hands one over is the deployment's", async () => {
  const at = new Date(Date.now() - 3_600_000);
  const file = { bucket: RAW_BUCKET, key: "silent", size_bytes: 10, batch_timestamp: timestamp(at) };
  const traceId = traceIdOf({ ...file, version: "1", eventTimeMs: at.getTime() });
  await laptop.ledger.eventLog.append(startedEvent(traceId, file, at));
  await laptop.quiet();
  const { code, printed } = await answer("runs", "--stuck", ...deployed);
  expect(code).toBe(1);
  expect(printed[0]).toContain(ulidOf(traceId));
  expect(pasted(printed.at(-1))).toEqual(["redrive", "RUN", ...deployed]);
});

test("papers tells which of a run's versions a later run replaced, and a paper its chain of runs", async () => {
  const upload = async (name: string, ids: readonly string[], updated_at: string) => {
    const records = ids.map((paper_id) => JSON.stringify({ paper_id, title: "T", updated_at }));
    const key = await laptop.upload({ name, content: records.join("\n") });
    await laptop.quiet();
    for await (const each of laptop.ledger.statistics.all())
      if (each.kind === "run" && each.run.key === key) return each.run.trace_id;
    throw new Error(`no run of ${key}`);
  };
  const older = await upload("older", ["demo:10", "demo:11"], "2024-01-01T00:00:00Z");
  const newer = await upload("newer", ["demo:12", "demo:11"], "2024-02-01T00:00:00Z");
  const { printed } = await answer("papers", "--trace", older, ...deployed);
  expect(printed).toEqual([
    "demo:10  ingested",
    `demo:11  replaced: the table holds record 2 of ${newer}`,
    "2 papers written: 1 still this run's version, 1 replaced since.",
  ]);
  const by = { trace_id: newer, record_number: 2 };
  expect(await jsonOf("papers", "--trace", older, ...deployed)).toEqual([
    { type: "written-paper", paper_id: "demo:10", state: "current", processing_status: "ingested" },
    { type: "written-paper", paper_id: "demo:11", state: "replaced", by },
    { type: "written-papers", current: 1, replaced: 1, gone: 0 },
  ]);
  const batch = { seq: 1, occurred_at: expect.any(String) };
  const versions = [
    { ...by, batch },
    { trace_id: older, record_number: 2, batch },
  ];
  expect(await jsonOf("papers", "demo:11", ...deployed)).toMatchObject([{ type: "paper", versions }]);
});

describe("among items that nobody can read", () => {
  const unreal = "batch-20240231-01HRJTHFZZA8X7YNZFJZ930ZA3";
  let date: string;

  beforeAll(async () => {
    const traceId = parseTraceId(ulid);
    date = runDateOf(traceId);
    const documents = documentClient(
      dynamoDbClient(emulatedAt(laptop.environment.AWS_ENDPOINT_URL_DYNAMODB ?? "")),
    );
    const put = (TableName: string, Item: Record<string, unknown>) =>
      documents.send(new PutCommand({ TableName, Item }));
    await put(TABLES.runs, { trace_id: traceId, seq: 7, data: new Set([1, 2]), type: null });
    await put(TABLES.runs, { trace_id: unreal, seq: 0, event_id: "x" });
    await put(TABLES.statistics, {
      statistic_id: `run#${unreal}`,
      trace_id: unreal,
      run_date: date,
      run_status: "completed",
      tally: new Uint8Array([1]),
    });
    await put(TABLES.statistics, { statistic_id: "total", processed: { many: true } });
    await put(TABLES.papers, {
      paper_id: "demo:1",
      trace_id: traceId,
      processing_status: 7,
      title: ["no text"],
    });
  });

  const answerOf = async (...args: readonly string[]) => {
    const inPlaces = [await answer(...args, ...inFolder), await answer(...args, ...deployed)] as const;
    const [{ code, errors }, ofDeployment] = inPlaces;
    expect(ofDeployment).toMatchObject({ code, errors });
    return inPlaces[0];
  };

  test.each([
    [
      "runs --status completed",
      /^2 items could not be read:\n {2}the statistics' item "run#batch-20240231-.*\n {2}the statistics' item "total"/,
      /RUN/,
    ],
    ["stats", /^1 item could not be read:\n {2}the statistics' item "total" cannot be read: processed/, /^$/],
    [
      "trace RUN",
      /^1 item could not be read:\n {2}the event of run "batch-.* at seq 7 cannot be read/,
      /batch-done/,
    ],
    ["rejects RUN", /^1 item could not be read:\n.* at seq 7 /, /record 2/],
    [
      "papers --trace RUN",
      /^2 items could not be read:\n.* at seq 7 .*\n {2}the papers table's item "demo:1"/,
      /^$/,
    ],
    ["papers demo:1", /^1 item could not be read:\n {2}the papers table's item "demo:1"/, /^$/],
  ])("%s says which could not be read, gives the others, and exits 1", async (command, said, shown) => {
    const words = command.split(" ").map((word) => (word === "RUN" ? ulid : word));
    const { code, printed, errors } = await answerOf(...words);
    expect({ code, errors }).toEqual({ code: 1, errors: [expect.stringMatching(said)] });
    expect(printed.join("\n")).toMatch(shown);
    const json = (await answerOf(...words, "--json")).printed.map((line) => JSON.parse(line));
    const first = Array.from({ length: Number(errors[0]?.[0]) }, () => expect.any(String));
    expect(json).toContainEqual({ type: "unreadable-items", count: first.length, first });
  });

  test("verify lists them, and rebuild makes the statistics right", async () => {
    const before = await answer("verify", "--json", ...inFolder);
    expect(before.code).toBe(1);
    expect(JSON.parse(before.printed.at(-1) ?? "")).toMatchObject({ type: "verified", unreadable: 4 });
    const rebuilt = await answer("rebuild", ...inFolder);
    expect(rebuilt).toMatchObject({
      code: 1,
      errors: [expect.stringMatching(/^2 items could not be read:/)],
    });
    expect((await answer("stats", ...inFolder)).code).toBe(0);
    const after = (await answer("verify", "--json", ...inFolder)).printed.map((line) => JSON.parse(line));
    expect(after.at(-1)).toMatchObject({ differences: 0, unreadable: 2 });
  });
});
