import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import {
  endCommands,
  runCommand,
  runHere,
  runHereToSuccess,
  runToSuccess,
  startCommand,
  stillThere,
} from "../command.fixture.ts";
import { sampleFeed } from "./sample/sample-batch-file.ts";

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "paperledger-start-"));
  await writeFile(join(cwd, FEW), papers(5));
  await writeFile(join(cwd, MORE), papers(100));
});

/** A file that takes less time than the sample, which has 500 papers. */
const FEW = "few.ndjson";
const MORE = "more.ndjson";
const papers = (count: number) =>
  Array.from({ length: count }, (_, nth) =>
    JSON.stringify({ paper_id: `demo:${nth}`, title: "A paper", updated_at: "2024-01-01T00:00:00Z" }),
  ).join("\n");
afterEach(endCommands);
afterAll(() => rm(cwd, { recursive: true, force: true }));

test("--once --memory --json exits 0, says nothing but JSON, and ends with the processor's result", async () => {
  const { json, stderr } = await runToSuccess(["start", "--once", "--memory", "--json"], { cwd });
  expect(stderr).toBe("");
  expect(json()[0]).toMatchObject({ type: "ready", data_dir: null });
  expect(json().at(-1)).toEqual({
    type: "result",
    trace_id: expect.stringMatching(/^batch-\d{8}-[0-9A-Z]{26}$/),
    processed_count: 513,
    duplicate_count: 12,
    upsert_count: 500,
    failed_count: 1,
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    status: "completed",
    processing_time_ms: expect.any(Number),
    s3_key: expect.stringMatching(/^raw-data\/\d{4}-\d\d-\d\d\/papers-.*\.gz$/),
    batch_statistics: {
      total_batches: 21,
      successful_batches: 21,
      failed_batches: 0,
      avg_batch_time_ms: expect.any(Number),
    },
  });
  const answers = json().filter(({ type }) => type === "subscriber");
  expect(answers).toHaveLength(21);
  expect(answers.reduce((sum, { vectors }) => sum + Number(vectors), 0)).toBe(500);
  expect((await readdir(cwd)).toSorted()).toEqual([FEW, MORE]);
});

test("--limits comes to the same result, though DynamoDB throttles as on AWS", async () => {
  const options = ["--once", "--json", "--data", "limited"];
  const { json } = await runToSuccess(["start", "--limits", ...options], { cwd });
  expect(json()).toContainEqual(
    expect.objectContaining({ type: "result", status: "completed", upsert_count: 500 }),
  );
  await runHereToSuccess(["verify", "--data", join(cwd, "limited")]);
});

test("several files have their results in the last line, in their order, and a failed one makes it exit 1", async () => {
  await writeFile(join(cwd, "good.xml.gz"), gzipSync(sampleFeed()));
  await writeFile(join(cwd, "cut.xml.gz"), gzipSync(sampleFeed()).subarray(0, 20_000));
  const { code, json } = await runCommand(
    ["start", "cut.xml.gz", "good.xml.gz", "--once", "--memory", "--json"],
    { cwd },
  );
  expect(code).toBe(1);
  expect(json().at(-1)).toMatchObject({
    type: "results",
    results: [
      { status: "failed", failure: { reason: "truncated" }, s3_key: expect.stringContaining("cut.xml.gz") },
      { status: "completed", processed_count: 513, s3_key: expect.stringContaining("good.xml.gz") },
    ],
  });
});

test("a file that is not there is told before anything starts", async () => {
  const { code, stdout, stderr } = await runCommand(["start", "good.xml.gz", "nowhere.gz"], { cwd });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/nowhere\.gz does not exist \(looked for .*\/nowhere\.gz\): nothing was started/);
  expect(await readdir(cwd)).not.toContain(".paperledger");
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s ends it in order, and leaves no process behind",
  async (signal) => {
    const command = startCommand(["start", FEW, "--memory"], { cwd });
    await command.until("Serving until Ctrl-C");
    const processes = command.descendants();
    expect(processes.length).toBeGreaterThan(2);
    command.signal(signal);
    expect(await command.ended).toMatchObject({ code: 0, stderr: "" });
    expect(await stillThere(processes)).toEqual([]);
  },
);

test("SIGTERM while the sample subscriber is at work ends it in order, and leaves no process behind", async () => {
  const command = startCommand(["start", MORE, "--json", "--data", "interrupted"], { cwd });
  await command.until('"type":"subscriber"');
  const processes = command.descendants();
  command.signal("SIGTERM");
  expect(await command.ended).toMatchObject({ code: 0 });
  expect(await stillThere(processes)).toEqual([]);
  // The counted part is right. Events that are not counted yet stay uncounted, because verify only reads.
  const verify = ["verify", "--data", join(cwd, "interrupted")];
  const verified = await runHere([...verify, "--json"]);
  expect([0, 3]).toContain(verified.code);
  expect(await runHere([...verify, "--json"])).toMatchObject({
    code: verified.code,
    stdout: verified.stdout,
  });
  await runToSuccess(["start", FEW, "--once", "--data", "interrupted"], { cwd });
  await runHereToSuccess(verify);
});

test("a folder that holds an upload goes on with it, and gets no sample", async () => {
  const command = startCommand(["start", MORE, "--json", "--data", "waiting"], { cwd });
  await command.until('"type":"uploaded"');
  command.signal("SIGTERM");
  await command.ended;
  const { json } = await runToSuccess(["start", "--once", "--json", "--data", "waiting"], { cwd });
  expect(json().map(({ type }) => type)).not.toContain("uploaded");
  const runs = (await runHereToSuccess(["runs", "--json", "--data", join(cwd, "waiting")])).json();
  expect(runs.filter(({ type }) => type === "run")).toEqual([
    expect.objectContaining({ key: expect.stringContaining(MORE), run_status: "completed" }),
  ]);
  const again = await runToSuccess(["start", "--once", "--data", "waiting"], { cwd });
  expect(again.stdout).toContain(
    "This folder holds 1 run already. No file waits for the processor. Give a FILE to ingest more.",
  );
});

test("SIGINT in the middle of --once ends it in order, and says that the run had not ended", async () => {
  const command = startCommand(["start", MORE, "--once", "--json", "--memory"], { cwd });
  await command.until('"type":"uploaded"');
  command.signal("SIGINT");
  const { code, stderr } = await command.ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/stopped before the run of .* had ended/);
});
