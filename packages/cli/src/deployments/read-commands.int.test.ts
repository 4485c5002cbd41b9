import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { timestamp } from "@paperledger/core/papers/paper";
import { startedEvent } from "@paperledger/core/runs/run-event-of";
import { parseTraceId, traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import type { Laptop } from "@paperledger/local/laptop";
import { RAW_BUCKET } from "@paperledger/local/laptop-names";
import { startLaptop } from "@paperledger/local/start-laptop";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { paperledger } from "../program.ts";
import { terminalOf } from "../terminal/terminal.fixture.ts";
import { outputsOf } from "./laptop-outputs.fixture.ts";

/** One laptop, asked by its data folder, and as a deployment: by its outputs and the SDK's own variables alone. */
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
    if (each.kind === "run") ulid = each.run.trace_id.slice(-26);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await laptop.stop();
  await rm(folder, { recursive: true, force: true });
});

async function answer(...args: readonly string[]) {
  const { terminal, printed } = terminalOf();
  let code: number | undefined;
  const program = paperledger(
    terminal,
    () => new AbortController().signal,
    (ended) => {
      code = ended;
    },
  );
  await program.parseAsync(args, { from: "user" });
  return { code, printed };
}

const jsonOf = async (...args: readonly string[]): Promise<readonly unknown[]> =>
  (await answer(...args, "--json")).printed.map((line) => JSON.parse(line));

/** The words that a shell makes of the command that a text ends with. */
function pasted(text: string | undefined): readonly string[] {
  const line = /npx paperledger (?<words>.*)$/.exec(text ?? "")?.groups?.words ?? "";
  return execFileSync("sh", ["-c", `printf '%s\\n' ${line}`], { encoding: "utf8" })
    .trimEnd()
    .split("\n");
}

test.each([
  ["runs --status completed", "RUN"],
  ["trace RUN", "batch-done"],
  ["papers --trace RUN", "demo:1"],
  ["papers demo:1", "A paper"],
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
  expect((await answer(...words)).printed).toEqual([expect.stringMatching(/^1 reject uploaded as/)]);
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
  expect(printed[0]).toContain(traceId.slice(-26));
  expect(pasted(printed.at(-1))).toEqual(["redrive", "RUN", ...deployed]);
});
