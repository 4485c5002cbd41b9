import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { papersOfRun } from "@paperledger/core/papers/papers-of-run";
import { isProjected } from "@paperledger/core/statistics/run-statistics";
import { verifyStatistics } from "@paperledger/core/statistics/verify";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { connectToLaptop } from "./connect-to-laptop.ts";
import { DataFolderInUseError } from "./data-folder.ts";
import type { Delivery, Laptop, LaptopOptions } from "./laptop.ts";
import { startLaptop } from "./start-laptop.ts";

const MARK = "this-is-raw-source-text";

/** Returns papers as NDJSON, in the form of the papers table. */
const papers = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      paper_id: `demo:${prefix}-${index}`,
      title: `Paper ${index}`,
      abstract: `${MARK} ${"words ".repeat(50)}`,
      updated_at: "2024-05-01T00:00:00.000Z",
    }),
  ).join("\n");

/** Returns the runs of a key that are completely projected. */
async function runsOf(laptop: Pick<Laptop, "ledger">, key: string) {
  const all = await Array.fromAsync(laptop.ledger.statistics.all());
  return all.flatMap((each) =>
    each.kind === "run" && each.run.key === key && isProjected(each.run) ? [each.run] : [],
  );
}

const differencesOf = async ({ ledger }: Pick<Laptop, "ledger">) =>
  (await verifyStatistics(ledger)).differences;

describe("paperledger on a laptop, in memory", () => {
  let laptop: Laptop;
  const lines: { readonly functionName: string; readonly line: string }[] = [];
  const deliveries: Delivery[] = [];

  beforeAll(async () => {
    laptop = await startLaptop({
      onLogLine: (functionName, line) => lines.push({ functionName, line }),
      onDelivery: (delivery) => deliveries.push(delivery),
      functionEnvironment: { LOG_LEVEL: "DEBUG" },
    });
  });

  afterAll(() => laptop.stop());

  test("a batch file goes all the way: papers, event log, statistics, bus, subscriber", async () => {
    const key = await laptop.upload({ name: "a.gz", content: gzipSync(papers(60, "a")) });
    await laptop.quiet();
    const [run, ...others] = await runsOf(laptop, key);
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      run_status: "completed",
      tally: { processed: 60, upserted: 60, batches: 3 },
    });
    const traceId = parseTraceId(run?.trace_id ?? "");
    const { eventLog, papers: stored } = laptop.ledger;
    expect(await Array.fromAsync(papersOfRun(eventLog.eventsOf(traceId), stored))).toHaveLength(60);
    const ofRun = deliveries.filter(({ event_id }) => event_id.startsWith(traceId));
    expect(
      ofRun.map(({ event_id, papers, vectors }) => [event_id.split(":")[1], papers, vectors]).toSorted(),
    ).toEqual([
      ["1", 25, 25],
      ["2", 25, 25],
      ["3", 10, 10],
    ]);
    expect(await differencesOf(laptop)).toEqual([]);
  });

  test("several files at once each have their run", async () => {
    const contents = ["b", "c", "d", "e", "f"].map((name) => ({ name, content: papers(30, name) }));
    const keys = await Promise.all(contents.map((file) => laptop.upload(file)));
    await laptop.quiet();
    const runs = (await Promise.all(keys.map((key) => runsOf(laptop, key)))).flat();
    expect(runs.map(({ tally }) => tally.upserted)).toEqual([30, 30, 30, 30, 30]);
    expect(await differencesOf(laptop)).toEqual([]);
  });

  test("what stands outside of raw-data/ starts no run", async () => {
    const runs = (await Array.fromAsync(laptop.ledger.statistics.all())).filter(({ kind }) => kind === "run");
    await laptop.ledger.rejects.put({ traceId: "elsewhere", seq: 1, first: 1, last: 1 }, [
      {
        reason: "no-id",
        message: "no id",
        record_number: 1,
        byte_offset: 0,
        paper_id: null,
        raw: "{}",
        raw_truncated: false,
      },
    ]);
    await laptop.quiet();
    const after = (await Array.fromAsync(laptop.ledger.statistics.all())).filter(
      ({ kind }) => kind === "run",
    );
    expect(after).toHaveLength(runs.length);
  });

  test("every log line of the functions has the agreed shape, and none holds a paper", () => {
    const logLine = z.strictObject({
      timestamp: z.iso.datetime({ precision: 3 }),
      level: z.enum(["DEBUG", "INFO", "WARN", "ERROR"]),
      message: z.string().min(1),
      service: z.enum(["batch-processor", "projector", "vectorizer"]),
      trace_id: z.string().startsWith("batch-").nullable(),
      request_id: z.uuid().nullable(),
      metadata: z.record(z.string(), z.unknown()),
    });
    const logged = lines.map(({ line }) => JSON.parse(line)).filter((line) => !("_aws" in line));
    expect(logged.length).toBeGreaterThan(20);
    for (const line of logged) expect(() => logLine.parse(line), JSON.stringify(line)).not.toThrow();
    expect(lines.filter(({ line }) => line.includes(MARK))).toEqual([]);
  });

  test("the last line of a run is its result", () => {
    const line = lines.find((each) => each.line.includes("Batch processing completed"))?.line ?? "{}";
    expect(JSON.parse(line)).toMatchObject({
      service: "batch-processor",
      level: "INFO",
      metadata: {
        result: { status: "completed", processed_count: 60, batch_statistics: { total_batches: 3 } },
      },
    });
  });

  test("metrics come in CloudWatch's embedded format", () => {
    const metrics = lines.map(({ line }) => JSON.parse(line)).filter((line) => "_aws" in line);
    expect(metrics.some((line) => [line.PapersUpserted].flat().includes(25))).toBe(true);
    expect(metrics.every((line) => line._aws.CloudWatchMetrics[0].Namespace === "paperledger")).toBe(true);
  });
});

test("LOG_LEVEL is honoured", async () => {
  const lines: string[] = [];
  const laptop = await startLaptop({
    onLogLine: (_, line) => lines.push(line),
    functionEnvironment: { LOG_LEVEL: "ERROR", POWERTOOLS_METRICS_DISABLED: "true" },
  });
  await laptop.upload({ name: "a", content: papers(5, "a") });
  await laptop.upload({ name: "b", content: "Rate exceeded." });
  await laptop.quiet();
  await laptop.stop();
  expect(lines.map((line) => JSON.parse(line).message)).toEqual(["Run failed"]);
});

describe("a run that is longer than one invocation (queues/capped-runs.int shows runs that go on)", () => {
  const LIMIT_MS = 600_000;

  /** Starts a laptop whose processor hands a run on after this time. Returns the laptop and its log. */
  async function startHandingOn(afterMs: number) {
    const messages: string[] = [];
    const laptop = await startLaptop({
      processorTimeoutMs: LIMIT_MS,
      functionEnvironment: { BATCHES_IN_FLIGHT: "1", CONTINUE_MARGIN_MS: String(LIMIT_MS - afterMs) },
      onLogLine: (functionName, line) => {
        if (functionName === "processor") messages.push(JSON.parse(line).message);
      },
    });
    return { laptop, messages };
  }

  test("is failed where not one batch is done in three invocations", async () => {
    const { laptop, messages } = await startHandingOn(0);
    const key = await laptop.upload({ name: "stuck", content: papers(60, "stuck") });
    await laptop.quiet();
    expect(await runsOf(laptop, key)).toMatchObject([
      { run_status: "failed", failure: { reason: "no-progress" }, tally: { processed: 0, batches: 0 } },
    ]);
    const handedOn = messages.filter(
      (message) => message === "Batch processing continues in another invocation",
    );
    expect(handedOn).toHaveLength(2);
    await laptop.stop();
  });
});

describe("with a data folder", () => {
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "paperledger-"));
  });

  afterAll(() => rm(dataDir, { recursive: true }));

  const started = async <T>(use: (laptop: Laptop) => Promise<T>, options: LaptopOptions = {}): Promise<T> => {
    const laptop = await startLaptop({ dataDir, ...options });
    try {
      return await use(laptop);
    } finally {
      await laptop.stop();
    }
  };

  test("a second start finds the first one's papers, events and statistics, and projects nothing again", async () => {
    const first = await started(async (laptop) => {
      await laptop.upload({ name: "a", content: papers(30, "a") });
      await laptop.quiet();
      return Array.fromAsync(laptop.ledger.statistics.all());
    });
    const deliveries: Delivery[] = [];
    const second = await started(
      async (laptop) => {
        await laptop.quiet();
        const found = await Array.fromAsync(laptop.ledger.statistics.all());
        const key = await laptop.upload({ name: "a", content: papers(30, "a") });
        await laptop.quiet();
        expect((await runsOf(laptop, key))[0]?.tally).toMatchObject({ upserted: 0, duplicate: 30 });
        return found;
      },
      { onDelivery: (delivery) => deliveries.push(delivery) },
    );
    expect(second).toEqual(first);
    expect(deliveries.map(({ papers }) => papers)).toEqual([0, 0]);
  });

  test("while it runs, others can connect, and cannot start another on the same folder", async () => {
    await started(async (laptop) => {
      const connection = await connectToLaptop(dataDir);
      const key = await connection?.upload({ name: "x", content: papers(5, "x") });
      await laptop.quiet();
      expect(await runsOf(laptop, key ?? "")).toHaveLength(1);
      await connection?.stop();
      await expect(startLaptop({ dataDir })).rejects.toThrow(DataFolderInUseError);
    });
    expect(await connectToLaptop(dataDir)).toBeUndefined();
  });

  test("killed in the middle of a run, the next start takes it to its end, as if nothing had been", async () => {
    const child = spawn(
      process.execPath,
      [fileURLToPath(new URL("./killed-laptop.fixture.ts", import.meta.url)), dataDir],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    const [key] = await once(createInterface({ input: child.stdout }), "line");
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;

    await started(async (laptop) => {
      await laptop.quiet();
      const [run, ...others] = await runsOf(laptop, String(key));
      expect(others).toEqual([]);
      expect(run).toMatchObject({
        run_status: "completed",
        applied: [[0, 41]],
        tally: { processed: 1000, upserted: 1000, duplicate: 0 },
      });
      expect(await differencesOf(laptop)).toEqual([]);
    });
  });
});
