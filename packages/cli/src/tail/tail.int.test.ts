import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { clientsOf } from "@paperledger/local/clients";
import type { Laptop } from "@paperledger/local/laptop";
import { BUS } from "@paperledger/local/laptop-names";
import { startLaptop } from "@paperledger/local/start-laptop";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { endCommands, startCommand } from "../command.fixture.ts";
import { runCommandLine } from "../command-line.ts";
import { outputsOf } from "../deployments/laptop-outputs.fixture.ts";
import { terminalOf } from "../terminal/terminal.fixture.ts";

let folder: string;
let laptop: Laptop;
let clients: ReturnType<typeof clientsOf>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperledger-tail-"));
  laptop = await startLaptop({ dataDir: join(folder, "data"), onLogLine: () => {}, onProblem: () => {} });
  clients = clientsOf(laptop.environment);
  await writeFile(join(folder, "outputs.json"), JSON.stringify(await outputsOf(laptop)));
});
afterAll(async () => {
  await endCommands();
  for (const client of Object.values(clients)) client.destroy();
  await laptop.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Starts tail in this process, and waits until it listens. */
async function listening(...args: readonly string[]) {
  const { terminal, printed, errors } = terminalOf();
  const stopping = new AbortController();
  const ended = runCommandLine(["tail", ...args], terminal, () => stopping.signal);
  await vi.waitFor(() => expect(errors.join("\n")).toContain("Listening"), { timeout: 60_000 });
  return { printed, errors, ended, stop: () => stopping.abort() };
}

const inFolder = () => ["--data", join(folder, "data")];

/** Ingests a file with one paper and one record that is rejected. Its run has a started, a batch-done and a completed event. */
const ingestOne = (name: string) => {
  const paper = { paper_id: `demo:${name}`, title: "A paper", updated_at: "2024-01-01T00:00:00Z" };
  return laptop.upload({ name, content: `${JSON.stringify(paper)}\n{"paper_id":"demo:untitled"}` });
};

async function left() {
  const { QueueUrls = [] } = await clients.sqs.send(
    new ListQueuesCommand({ QueueNamePrefix: "paperledger-tail" }),
  );
  const { Rules = [] } = await clients.eventBridge.send(new ListRulesCommand({ EventBusName: BUS }));
  return [...QueueUrls, ...Rules.map(({ Name }) => Name)];
}

test("it shows each event in a line as it comes, and leaves nothing behind", async () => {
  const { printed, ended } = await listening("--limit", "3", ...inFolder());
  expect(await left()).toHaveLength(2);
  await ingestOne("lines");
  expect(await ended).toBe(0);
  const line = (type: string, seq: number, text: string) =>
    expect.stringMatching(new RegExp(`^\\d{4}-\\d\\d-\\d\\d [\\d:]+Z  batch-\\S+  ${type} +${seq}  ${text}`));
  expect(printed.toSorted((one, other) => Number(one.slice(75, 80)) - Number(other.slice(75, 80)))).toEqual(
    expect.arrayContaining([
      line("started", 0, "\\d+ bytes in paperledger-raw"),
      line("batch-done", 1, "1 new, 1 rejected, "),
      line("completed", 2, "1 new, 1 rejected in 1 batch"),
    ]),
  );
  expect(await left()).toEqual([]);
});

test("of a deployment it shows whole events of the types and the run that are asked for", async () => {
  for (const [name, value] of Object.entries(laptop.environment)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const outputs = ["--outputs", join(folder, "outputs.json")];
  const first = await listening("--json", "--type", "completed", "--limit", "1", ...outputs);
  await ingestOne("types");
  expect(await first.ended).toBe(0);
  const event = JSON.parse(first.printed[0] ?? "");
  expect(event).toMatchObject({ source: "paperledger", "detail-type": "paper-batch.completed" });

  const { trace_id } = event.detail.metadata;
  const ofRun = await listening("--trace", ulidOf(trace_id), "--json", ...outputs);
  const ofOthers = await listening("--type", "completed", "--limit", "1", ...outputs);
  await ingestOne("another");
  await ofOthers.ended;
  ofRun.stop();
  expect(await ofRun.ended).toBe(0);
  expect(ofRun.printed).toEqual([]);
  expect(await left()).toEqual([]);
});

test("--from shows what the log holds first, days in order, and then what comes", async () => {
  const ofAll = await listening("--from", "2020-01-01", "--type", "completed", "--json", ...inFolder());
  const shown = () => ofAll.printed.map((line) => JSON.parse(line).detail.metadata);
  await vi.waitFor(() => expect(ofAll.printed.length).toBeGreaterThanOrEqual(3), 60_000);
  const logged = shown();
  for (const { replayed_at } of logged) expect(replayed_at).toEqual(expect.any(String));
  await ingestOne("since");
  await vi.waitFor(() => expect(ofAll.printed.length).toBe(logged.length + 1), 60_000);
  expect(shown().at(-1)).not.toHaveProperty("replayed_at");
  ofAll.stop();
  expect(await ofAll.ended).toBe(0);
});

test("it posts the events to local code, and what that refuses stays in the queue", async () => {
  const posted: unknown[] = [];
  const server = createServer(async (request, response) => {
    posted.push(await json(request));
    response.writeHead(posted.length === 1 ? 503 : 204).end();
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await vi.waitFor(() => expect(server.listening).toBe(true));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/events`;
  const { printed, errors, ended } = await listening("--forward", url, "--limit", "2", ...inFolder());
  await ingestOne("forward");
  expect(await ended).toBe(0);
  expect(printed).toHaveLength(2);
  expect(errors.join("\n")).toContain("answered 503. It comes again in 30 s");
  expect(posted[1]).toMatchObject({ source: "paperledger", detail: { metadata: { schema_version: 2 } } });
});

/** It is long, because a busy machine is slow. It decides only when the test gives up. */
const WITHIN = { timeout: 120_000, interval: 200 };

test("it pipes the events to a command, a line each, and ends with it", async () => {
  const file = join(folder, "piped.ndjson");
  const { ended } = await listening("--exec", `cat > '${file}'`, "--limit", "3", ...inFolder());
  await ingestOne("exec");
  expect(await ended).toBe(0);
  const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line).source)).toEqual(Array(3).fill("paperledger"));

  const ending = await listening("--exec", "exit 3", ...inFolder());
  await vi.waitFor(async () => {
    await ingestOne(`exec-${Date.now()}`);
    expect(ending.errors.join("\n")).toContain("the command of --exec (exit 3) ended with 3");
  }, WITHIN);
  expect(await ending.ended).toBe(1);
  expect(await left()).toEqual([]);
});

test("Ctrl-C ends it in order, and says what cannot be removed", async () => {
  const stopped = startCommand(["tail", ...inFolder()], { cwd: folder });
  await vi.waitFor(async () => expect(await left()).toHaveLength(2), WITHIN);
  stopped.signal("SIGINT");
  expect(await stopped.ended).toMatchObject({ code: 0 });
  expect(await left()).toEqual([]);
});

test("what cannot be meant, and a laptop that does not run, are one line that says what to do", async () => {
  const refusal = async (...args: readonly string[]) => {
    const { terminal, errors } = terminalOf();
    const code = await runCommandLine(["tail", ...args], terminal, () => new AbortController().signal);
    return { code, said: errors.join("\n") };
  };
  expect(await refusal("--data", join(folder, "nothing"))).toMatchObject({
    code: 2,
    said: expect.stringContaining("./paperledger start"),
  });
  expect(await refusal("--trace", "x", ...inFolder())).toMatchObject({
    said: expect.stringContaining("is not a trace id"),
  });
  expect((await refusal("--forward", "http://evil.example/", ...inFolder())).code).toBe(2);
});
