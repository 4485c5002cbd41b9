import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import type { Laptop } from "@paperledger/local/laptop";
import { startLaptop } from "@paperledger/local/start-laptop";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import * as z from "zod";
import { endCommands, runToSuccess } from "../command.fixture.ts";
import { outputsOf } from "../deployments/laptop-outputs.fixture.ts";
import { terminalOf } from "../terminal/terminal.fixture.ts";
import { dashboard } from "./dashboard.ts";

let cwd: string;
let dataDir: string;
let ulid: string;

const RECORDS = [
  { paper_id: "demo:1", title: "A paper", updated_at: "2024-01-01T00:00:00Z" },
  { paper_id: "demo:2" },
];

const startHere = () => startLaptop({ dataDir, onLogLine: () => {}, onProblem: () => {} });

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "paperledger-dashboard-"));
  dataDir = join(cwd, "data");
  await using laptop = await disposable(startHere());
  await laptop.upload({ name: "papers", content: RECORDS.map((each) => JSON.stringify(each)).join("\n") });
  await laptop.quiet();
  for await (const each of laptop.ledger.statistics.all())
    if (each.kind === "run") ulid = ulidOf(each.run.trace_id);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await endCommands();
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const disposable = async (starting: Promise<Laptop>) => {
  const laptop = await starting;
  return { ...laptop, [Symbol.asyncDispose]: () => laptop.stop() };
};

/** Starts a dashboard, and asks it as its page does. */
async function dashboardOn(place: { readonly outputs?: string } = {}) {
  const { terminal, printed } = terminalOf();
  const stop = new AbortController();
  const ended = dashboard({ dataDir, ...place, json: true, port: 0 }, terminal, stop.signal);
  await Promise.race([ended, expect.poll(() => printed.length, { timeout: 60_000 }).toBe(1)]);
  const { url } = z.object({ url: z.string() }).parse(JSON.parse(printed[0] ?? ""));
  const html = await (await fetch(url)).text();
  const token = /name="paperledger-token" content="([\w-]+)"/.exec(html)?.[1] ?? "";
  const ask = async (path: string, body?: object) => {
    const response = await fetch(`${url}${path}`, {
      ...(body && { method: "POST", body: JSON.stringify(body) }),
      headers: { "x-paperledger-token": token },
    });
    return { status: response.status, answer: await response.json() };
  };
  return {
    url,
    ask,
    /** Starts a job, and waits for its end. */
    async job(action: object) {
      const started = await ask("/api/jobs", action);
      expect(started.status).toBe(201);
      const { id } = z.object({ id: z.int() }).parse(started.answer);
      for (;;) {
        const { answer } = await ask(`/api/jobs/${id}`);
        const job = z
          .object({ state: z.string(), lines: z.array(z.string()) })
          .loose()
          .parse(answer);
        if (job.state !== "running") return job;
        await wait(100);
      }
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      expect(await ended).toBe(0);
    },
  };
}

const traceIdIn = (answer: unknown) => z.looseObject({ trace_id: z.string() }).parse(answer).trace_id;

const redrivesOf = async (page: Awaited<ReturnType<typeof dashboardOn>>) =>
  z.looseObject({ redriven_by: z.array(z.unknown()) }).parse((await page.ask(`/api/run?run=${ulid}`)).answer)
    .redriven_by.length;

const REJECTED_AGAIN = {
  state: "failed",
  exit_code: 1,
  lines: [
    expect.stringMatching(/^1 reject uploaded as raw-data\/redrives\//),
    expect.stringMatching(/completed: 0 new, 0 known, 1 rejected again \(.+\)$/),
    "1 of 1 record rejected again.",
  ],
};

describe("of a folder at rest", () => {
  test("a run is read, its rejects are redriven by a laptop that starts for it, and are linked to it", async () => {
    await using page = await dashboardOn();
    const run = await page.ask(`/api/run?run=${ulid}`);
    expect(run.answer).toMatchObject({ outcome: "completed-with-rejects", redriven_by: [] });
    expect((await page.ask(`/api/run/rejects?run=${ulid}`)).answer).toMatchObject({
      rejects: [{ record_number: 2, text: JSON.stringify(RECORDS[1]) }],
      next: null,
    });
    expect(await page.job({ kind: "redrive-rejects", trace_id: traceIdIn(run.answer) })).toMatchObject(
      REJECTED_AGAIN,
    );
    expect((await page.ask(`/api/run?run=${ulid}`)).answer).toMatchObject({
      redriven_by: [{ rejected: 1, outcome: "completed-with-rejects" }],
    });
  });

  test("a port that is taken is named, with the option that chooses another one", async () => {
    await using page = await dashboardOn();
    const { port } = new URL(page.url);
    const { terminal, printed } = terminalOf();
    const stop = new AbortController();
    const ended = dashboard({ dataDir, json: false, port: Number(port) }, terminal, stop.signal);
    await expect.poll(() => printed.length, { timeout: 60_000 }).toBe(2);
    expect(printed[0]).toMatch(new RegExp(`^Port ${port} is taken, .* Choose a port with --port\\.$`));
    stop.abort();
    expect(await ended).toBe(0);
  });

  test("two dashboards redrive the same rejects at the same time: both say what came of it, and the counts are right", async () => {
    await using one = await dashboardOn();
    await using other = await dashboardOn();
    const before = await redrivesOf(one);
    const { answer } = await one.ask(`/api/run?run=${ulid}`);
    const action = { kind: "redrive-rejects", trace_id: traceIdIn(answer) };
    // Each command is a redrive of its own. The rejects are read twice, but each paper is written only once. Each command starts
    // a laptop of its own, so the later one waits, and says that it waits.
    const rejectedAgain = { ...REJECTED_AGAIN, lines: expect.arrayContaining(REJECTED_AGAIN.lines) };
    expect(await Promise.all([one.job(action), other.job(action)])).toMatchObject([
      rejectedAgain,
      rejectedAgain,
    ]);
    expect((await redrivesOf(one)) - before).toBe(2);
    expect(await one.job({ kind: "verify" })).toMatchObject({ state: "done" });
  });

  test("a laptop starts although a page is read all the time, and the page reads on", async () => {
    await using page = await dashboardOn();
    const answers: Awaited<ReturnType<typeof page.ask>>[] = [];
    const closed = new AbortController();
    const looking = (async () => {
      while (!closed.signal.aborted) {
        answers.push(await page.ask(`/api/run?run=${ulid}`));
        await wait(50);
      }
    })();
    await expect.poll(() => answers.length, { timeout: 60_000 }).toBeGreaterThan(3);
    await runToSuccess(["start", "--once", "--json", "--data", dataDir], { cwd });
    await expect.poll(() => answers.at(-1)?.status, { timeout: 60_000 }).toBe(200);
    closed.abort();
    await looking;
    // While the laptop starts or stops, a page may have to try again.
    for (const { status, answer } of answers)
      if (status !== 200) expect(answer).toEqual({ error: { message: expect.any(String) } });
  });

  test("dead letters are read, and none is there", async () => {
    await using page = await dashboardOn();
    const { answer } = await page.ask("/api/dead-letters");
    const places = z.object({ places: z.array(z.looseObject({})) }).parse(answer).places;
    expect(places).toMatchObject(
      ["uploads", "backfill", "deliveries", "stream"].map((place) => ({ place, problem: null, count: 0 })),
    );
  });
});

describe("of a laptop that runs", () => {
  test("jobs are done by it; when it stops, its folder is read", async () => {
    const laptop = await startHere();
    await using page = await dashboardOn();
    const { answer } = await page.ask(`/api/run?run=${ulid}`);
    expect(await page.job({ kind: "redrive-rejects", trace_id: traceIdIn(answer) })).toMatchObject(
      REJECTED_AGAIN,
    );
    expect(await page.job({ kind: "redrive-run", trace_id: traceIdIn(answer) })).toMatchObject({
      state: "done",
      lines: [expect.stringContaining("is completed: there is nothing to do")],
    });
    await laptop.stop();
    await expect
      .poll(async () => (await page.ask(`/api/run?run=${ulid}`)).status, { timeout: 60_000 })
      .toBe(200);
  });
});

describe("of a deployment", () => {
  test("it is read and redriven by its outputs; what is denied is named, and is read again when it is allowed", async () => {
    await import("@paperledger/faults/refuse-requests");
    await using laptop = await disposable(startHere());
    const outputs = join(cwd, "outputs.json");
    await writeFile(outputs, JSON.stringify(await outputsOf(laptop)));
    for (const [name, value] of Object.entries(laptop.environment)) vi.stubEnv(name, value);
    await using page = await dashboardOn({ outputs });
    expect((await page.ask("/api/place")).answer).toMatchObject({ place: { kind: "aws", name: outputs } });
    const { answer } = await page.ask(`/api/run?run=${ulid}`);
    expect(answer).toMatchObject({ outcome: "completed-with-rejects" });
    expect(await page.job({ kind: "redrive-rejects", trace_id: traceIdIn(answer) })).toMatchObject(
      REJECTED_AGAIN,
    );

    vi.stubEnv("REFUSED_CODE", "AccessDeniedException");
    const denied = {
      error: {
        message: expect.stringMatching(
          /outputs\.json: .*statisticsTable: dynamodb:GetItem,.* on table .* is denied: allow it .*\(AccessDeniedException: /s,
        ),
      },
    };
    expect(await page.ask(`/api/run?run=${ulid}`)).toEqual({ status: 503, answer: denied });
    expect(await page.job({ kind: "redrive-rejects", trace_id: traceIdIn(answer) })).toMatchObject({
      state: "failed",
      exit_code: null,
      lines: [expect.stringMatching(/is denied: allow it/)],
    });
    vi.stubEnv("REFUSED_CODE", undefined);
    expect((await page.ask(`/api/run?run=${ulid}`)).status).toBe(200);
  });
});
