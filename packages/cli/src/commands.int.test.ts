import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { parseTraceId, runDateOf } from "@paperledger/core/trace-ids/trace-id";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import {
  endCommands,
  type RunningCommand,
  runCommand,
  runHere,
  runHereToSuccess,
  startCommand,
} from "./command.fixture.ts";
import { sampleFeed } from "./start/sample/sample-batch-file.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));

let cwd: string;
let serving: RunningCommand;
let traceId: string;

/** Runs a command in a process of its own, as a user does. The other tests run commands in this process. */
const runInProcess = (...args: readonly string[]) => runCommand(args, { cwd });
const run = (...args: readonly string[]) => runHere(args);
const textOf = async (...args: readonly string[]) => (await runHereToSuccess(args)).stdout;
const jsonOf = async (...args: readonly string[]) => (await runHereToSuccess([...args, "--json"])).json();

const usualFolder = process.cwd();
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "paperledger-commands-"));
  process.chdir(cwd);
});
afterAll(async () => {
  process.chdir(usualFolder);
  await endCommands();
  await rm(cwd, { recursive: true, force: true });
});

const dateOf = (traceId: string) => runDateOf(parseTraceId(traceId));

/** The output of each command about the sample's run. It is the same whether something runs on the folder or not. */
function commandsOverTheSample() {
  test("runs lists the run", async () => {
    expect(await jsonOf("runs", "--date", dateOf(traceId))).toMatchObject([
      {
        type: "run",
        trace_id: traceId,
        run_status: "completed",
        is_projected: true,
        tally: { upserted: 500 },
      },
      { type: "counted-up-to", ...COUNTED_UP_TO },
    ]);
    expect(await textOf("runs", "--status", "completed")).toContain(ulidOf(traceId));
    expect(await jsonOf("runs", "--status", "failed")).toEqual([{ type: "counted-up-to", ...COUNTED_UP_TO }]);
  });

  test("trace tells of the run, its events and its rejects, by trace id or ULID", async () => {
    const lines = await jsonOf("trace", ulidOf(traceId));
    expect(lines[0]).toMatchObject({ type: "run", trace_id: traceId, rates: { error_rate: 1 / 513 } });
    expect(lines.filter(({ event }) => event === "batch-done")).toHaveLength(21);
    expect(lines.at(-1)).toMatchObject({ type: "reject", reason: "no-id", record_number: 257 });
    expect(await textOf("trace", traceId)).toMatch(/Events.*batch-done.*Rejects.*record 257 .*no-id/s);
  });

  test("papers lists the run's papers, and tells one in full", async () => {
    const papers = await jsonOf("papers", "--trace", traceId);
    expect(papers).toHaveLength(501);
    expect(papers.at(-1)).toEqual({ type: "written-papers", current: 500, replaced: 0, gone: 0 });
    const id = String(papers[0]?.paper_id);
    expect(await jsonOf("papers", id)).toMatchObject([
      { type: "paper", paper_id: id, trace_id: traceId, versions: [{ trace_id: traceId }] },
    ]);
    expect(await textOf("papers", id)).toContain("<entry>");
  });

  test("stats tells what was counted, of all time, of a day, and of a source on a day", async () => {
    const date = dateOf(traceId);
    for (const scope of [[], ["--date", date], ["--date", date, "--source", "arxiv"]])
      expect(await jsonOf("stats", ...scope)).toMatchObject([
        { type: "statistics", processed: 513, runs_completed: 1 },
      ]);
    expect(await textOf("stats", "--date", "2020-01-01")).toMatch(
      /^No run of 2020-01-01 \(UTC\)\.\nCounted up to the event of \S+ \S+Z\.\n$/,
    );
  });

  test("verify finds no difference", async () => {
    const compared = { events: 23, runs: 1, scopes: 3, differences: 0, unreadable: 0, is_moving: false };
    const behind = { runs: 0, events: 0, explains_all: false };
    expect(await jsonOf("verify")).toEqual([
      { type: "verified", ...compared, behind, counted_up_to: COUNTED_UP_TO },
    ]);
  });

  test("what is not there is exit code 1, and what cannot be meant 2", async () => {
    const nobody = traceId.replace(/.{4}$/, "0000");
    expect(await run("trace", nobody)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("there is no run"),
    });
    expect(await run("papers", "--trace", nobody)).toMatchObject({ code: 1 });
    expect(await run("papers", "arxiv:0000.00000")).toMatchObject({ code: 1 });
    expect(await run("trace", "x")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("not a trace id"),
    });
    expect(await run("papers", "x")).toMatchObject({ code: 2 });
  });
}

const COUNTED_UP_TO = {
  newest_event_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  events_behind: 0,
};

test.skipIf(!existsSync("/dev/full"))(
  "a full disk behind the output is an error, and a pipe that its reader has closed is not an error",
  () => {
    const shell = (redirection: string) =>
      spawnSync("sh", ["-c", `"$0" "$1" --help ${redirection}`, process.execPath, MAIN], {
        encoding: "utf8",
      });
    expect(shell("> /dev/full")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("standard output cannot be written: no space left on device"),
    });
    expect(shell("| head -1")).toMatchObject({ status: 0, stderr: "" });
  },
);

describe("the commands", () => {
  test("say that there is nothing yet, and create nothing", async () => {
    for (const command of [["runs"], ["stats"], ["verify"], ["papers", "arxiv:1"]]) {
      const { code, stdout, stderr } = await runInProcess(...command);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toContain("there is nothing in .paperledger yet");
    }
    expect(await readdir(cwd)).toEqual([]);
  });

  describe("while start runs on the folder", () => {
    beforeAll(async () => {
      serving = startCommand(["start"], { cwd });
      await serving.until("Serving until Ctrl-C");
      traceId = String((await jsonOf("runs", "--status", "completed"))[0]?.trace_id);
    });
    afterAll(async () => {
      serving.signal("SIGINT");
      expect(await serving.ended).toMatchObject({ code: 0 });
    });

    commandsOverTheSample();

    test("env tells where it answers, as exports and as JSON", async () => {
      const [line = {}] = await jsonOf("env");
      const { environment: variables } = z
        .object({ environment: z.record(z.string(), z.string()) })
        .parse(line);
      expect(variables).toMatchObject({
        AWS_ENDPOINT_URL_EVENTBRIDGE: expect.stringMatching(/^http:\/\/127\./),
        AWS_REGION: "us-east-1",
        EVENT_BUS_NAME: "paperledger",
        PAPERS_TABLE: "paperledger-papers",
      });
      const script = 'eval "$1"; echo "$AWS_ENDPOINT_URL_SQS $RAW_BUCKET"';
      const { stdout } = spawnSync("sh", ["-c", script, "sh", await textOf("env")], { encoding: "utf8" });
      expect(stdout).toBe(`${variables.AWS_ENDPOINT_URL_SQS} paperledger-raw\n`);
    });

    test("another start says what runs there, and what to do", async () => {
      const { code, stderr } = await runInProcess("start");
      expect(code).toBe(2);
      expect(stderr).toContain(`A laptop runs on .paperledger already (process ${serving.pid})`);
      expect(stderr).toContain("./paperledger ingest FILE");
    });
  });

  describe("when nothing runs on the folder", () => {
    commandsOverTheSample();

    test("env says that nothing runs, and what to do", async () => {
      expect(await run("env")).toMatchObject({
        code: 2,
        stdout: "",
        stderr: expect.stringContaining(
          "nothing runs on .paperledger. Start it in another terminal, and leave it running:  ./paperledger start",
        ),
      });
    });

    test("what a process of its own says is the same", async () => {
      const { code, stdout, stderr } = await runInProcess("runs", "--status", "completed", "--json");
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toBe((await runHere(["runs", "--status", "completed", "--json"])).stdout);
    });

    test("ingest uploads a file and waits for its run", async () => {
      await writeFile(join(cwd, "again.xml.gz"), gzipSync(sampleFeed()));
      const lines = await jsonOf("ingest", "again.xml.gz");
      expect(lines.at(-1)).toMatchObject({ type: "result", status: "completed", duplicate_count: 512 });
    });
  });

  describe("ingest, while another start runs on the folder", () => {
    beforeAll(async () => {
      serving = startCommand(["start"], { cwd });
      await serving.until("Serving until Ctrl-C");
    });
    afterAll(async () => {
      serving.signal("SIGTERM");
      const { code, stdout } = await serving.ended;
      expect(code).toBe(0);
      expect(stdout).toMatch(
        /This folder holds \d runs already\. No file waits for the processor\. Give a FILE to ingest more\./,
      );
      expect(stdout).not.toContain("synthetic papers");
      // The run that `ingest` began. The other start had already written these papers.
      expect(stdout).toMatch(/new +0\n +known +512 +the table already holds the same or newer versions/);
    });

    test("uploads an object of the laptop's S3 again, as a new run", async () => {
      const [latest] = await jsonOf("runs", "--status", "completed");
      const result = (await jsonOf("ingest", `s3://${latest?.bucket}/${latest?.key}`)).at(-1);
      expect(result).toMatchObject({ status: "completed", processed_count: 513, duplicate_count: 512 });
      expect(result?.trace_id).not.toBe(latest?.trace_id);
      await serving.until(String(result?.trace_id));
    });

    test("of a file that cannot be read to its end tells why, and exits 1", async () => {
      await writeFile(join(cwd, "text.gz"), gzipSync("Some notes."));
      const { code, stdout } = await run("ingest", "text.gz");
      expect(code).toBe(1);
      expect(stdout).toMatch(/Run failed.*reason +unknown-format: /s);
    });

    test("of an object that is not there says so, and exits 1", async () => {
      const { code, stderr } = await run("ingest", "s3://paperledger-raw/nowhere");
      expect(code).toBe(1);
      expect(stderr).toContain("there is no s3://paperledger-raw/nowhere");
    });

    test("leaves the statistics equal to the fold of the log", async () => {
      expect(await textOf("verify")).toContain("no difference");
    });
  });
});
