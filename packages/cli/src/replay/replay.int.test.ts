import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { createQueue, deleteMessages, type Queue, receiveMessages } from "@paperledger/aws/queues/queue";
import { type BusEvent, busEventSchema } from "@paperledger/events/bus-event";
import { byRunAndSeq } from "@paperledger/events/event-order";
import { type Clients, clientsOf, destroyClients } from "@paperledger/local/clients";
import type { Laptop } from "@paperledger/local/laptop";
import { BUS, UPLOADS_QUEUE } from "@paperledger/local/laptop-names";
import { startLaptop } from "@paperledger/local/start-laptop";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { runCommandLine } from "../command-line.ts";
import { outputsOf } from "../deployments/laptop-outputs.fixture.ts";
import { terminalOf } from "../terminal/terminal.fixture.ts";

const RUNS = 3;
const EVENTS = RUNS * 4;
const SINCE = ["--from", "2020-01-01"];

let folder: string;
let laptop: Laptop;
let clients: Clients;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperledger-replay-"));
  laptop = await startLaptop({ dataDir: join(folder, "data"), onLogLine: () => {}, onProblem: () => {} });
  clients = clientsOf(laptop.environment);
  await writeFile(join(folder, "outputs.json"), JSON.stringify(await outputsOf(laptop)));
  for (let run = 0; run < RUNS; run++) {
    const papers = Array.from({ length: 30 }, (_, nth) =>
      JSON.stringify({
        paper_id: `demo:${run}-${nth}`,
        title: "A paper",
        updated_at: "2024-01-01T00:00:00Z",
      }),
    );
    await laptop.upload({ name: `run-${run}`, content: papers.join("\n") });
  }
  await laptop.quiet();
});
afterAll(async () => {
  destroyClients(clients);
  await laptop.stop();
  await rm(folder, { recursive: true, force: true });
});

const inFolder = () => ["--data", join(folder, "data")];

async function replay(args: readonly string[]) {
  const { terminal, printed, errors } = terminalOf();
  const code = await runCommandLine(["replay", ...args], terminal, () => new AbortController().signal);
  return { code, printed, errors };
}

/** Takes all messages out of a queue. */
async function eventsIn(queue: Queue): Promise<readonly BusEvent[]> {
  const events: BusEvent[] = [];
  for (;;) {
    const messages = await receiveMessages(clients.sqs, queue, 10);
    if (messages.length === 0) return events;
    events.push(...messages.map(({ body }) => busEventSchema.parse(JSON.parse(body))));
    await deleteMessages(clients.sqs, queue.url, messages);
  }
}

/** A queue that gets the events of a bus. */
async function subscribed(name: string, EventBusName: string): Promise<Queue> {
  const queue = await createQueue(clients.sqs, name);
  const EventPattern = JSON.stringify({ source: ["paperledger"] });
  await clients.eventBridge.send(new PutRuleCommand({ Name: name, EventBusName, EventPattern }));
  const Targets = [{ Id: "1", Arn: queue.arn }];
  await clients.eventBridge.send(new PutTargetsCommand({ Rule: name, EventBusName, Targets }));
  return queue;
}

const idsOf = (events: readonly BusEvent[]) =>
  events.map(({ detail }) => detail.metadata.event_id).toSorted();

test("the queue gets every event of the log, whole, marked and in order, and the product's own bus gets none", async () => {
  const [mine, others] = [await createQueue(clients.sqs, "mine"), await subscribed("others", BUS)];
  const { code, printed } = await replay([...SINCE, "--to-queue", mine.url, ...inFolder()]);
  expect({ code, told: printed.at(-1) }).toEqual({
    code: 0,
    told: expect.stringContaining(`${EVENTS} events sent to ${mine.url}`),
  });
  const events = await eventsIn(mine);
  expect(events).toHaveLength(EVENTS);
  expect(events.toSorted(byRunAndSeq)).toEqual(events);
  for (const { detail } of events) {
    const { replayed_at, ...metadata } = detail.metadata;
    expect(replayed_at).toMatch(/^\d{4}-.*Z$/);
    const logged = await Array.fromAsync(laptop.ledger.eventLog.allEvents());
    expect(logged).toContainEqual({ type: expect.any(String), metadata, data: detail.data });
  }
  expect(await eventsIn(others)).toEqual([]);
});

test("of a deployment, the events of a type or a run go to a bus of the subscriber's", async () => {
  for (const [name, value] of Object.entries(laptop.environment)) vi.stubEnv(name, value);
  // Many users have this variable from the AWS CLI.
  vi.stubEnv("AWS_REGION", undefined);
  vi.stubEnv("AWS_DEFAULT_REGION", "us-east-1");
  onTestFinished(() => void vi.unstubAllEnvs());
  const queue = await subscribed("of-bus", "default");
  const to = ["--to-bus", "arn:aws:events:us-east-1:000000000000:event-bus/default"];
  const outputs = ["--outputs", join(folder, "outputs.json"), "--json"];
  const { code, printed } = await replay([...SINCE, "--type", "completed", ...to, ...outputs]);
  expect({ code, json: printed.map((line) => JSON.parse(line)) }).toMatchObject({
    code: 0,
    json: [
      { type: "events-found", events: RUNS, runs: RUNS, sent_before: 0 },
      { type: "replayed", events: RUNS, sent: RUNS, is_stopped: false },
    ],
  });
  const arrived: BusEvent[] = [];
  const arrives = async () => arrived.push(...(await eventsIn(queue)));
  await vi.waitFor(async () => expect(await arrives()).toBe(RUNS), 60_000);
  for (const event of arrived) expect(event["detail-type"]).toBe("paper-batch.completed");
  for (const event of arrived) expect(event.detail.metadata.replayed_at).toBeDefined();

  const run = arrived[0]?.detail.metadata.trace_id ?? "";
  // A beginning of the ULID is enough: all but its last letter, which no other run has.
  expect((await replay(["--trace", run.slice(-26, -1), ...to, ...outputs])).code).toBe(0);
  await vi.waitFor(async () => expect(await arrives()).toBe(RUNS + 4), 60_000);
  for (const { detail } of arrived.slice(RUNS)) expect(detail.metadata.trace_id).toBe(run);
});

test("the same command goes on where it was stopped, and no event is left out", async () => {
  const queue = await createQueue(clients.sqs, "stopped");
  const args = [...SINCE, "--to-queue", queue.url, ...inFolder()];
  const stop = new AbortController();
  // The user stops it when the first events are sent.
  const { terminal, printed } = terminalOf();
  const progress = {
    ...terminal.progress,
    show: (text: string) => void (/ of .* events: /.test(text) && stop.abort()),
  };
  expect(await runCommandLine(["replay", ...args], { ...terminal, progress }, () => stop.signal)).toBe(1);
  const first = await eventsIn(queue);
  expect(printed.at(-1)).toBe(
    `${first.length} of ${EVENTS} events sent. The same command goes on from here.`,
  );
  expect(first.length).toBeLessThan(EVENTS);

  const goesOn = await replay(args);
  expect(goesOn.code).toBe(0);
  expect(goesOn.printed[0]).toContain(`An earlier replay sent ${first.length} of them`);
  const rest = await eventsIn(queue);
  expect(rest).toHaveLength(EVENTS - first.length);
  expect(new Set(idsOf([...first, ...rest])).size).toBe(EVENTS);
  expect(await readdir(join(folder, "data", "replays"))).toEqual([]);
});

test("where nothing runs, it says so, and starts nothing", async () => {
  const stopped = join(folder, "stopped-laptop");
  const to = ["--to-queue", "http://127.0.0.1:9/000000000000/mine"];
  expect(await replay([...SINCE, ...to, "--data", stopped])).toMatchObject({
    code: 2,
    errors: [
      expect.stringMatching(
        /nothing runs on .*\. Start it in another terminal.*: {2}\.\/paperledger start --data /,
      ),
    ],
  });
  expect(await readdir(folder)).not.toContain("stopped-laptop");
});

test.each<[string, readonly string[], number, string]>([
  ["paperledger's own bus", ["--to-bus", `arn:aws:events:us-east-1:000000000000:event-bus/${BUS}`], 2, "own"],
  ["its own queue", ["--to-queue", `http://127.0.0.1/000000000000/${UPLOADS_QUEUE}`], 2, "own"],
  ["no queue", ["--to-queue", "http://127.0.0.1/000000000000/nowhere"], 1, "you are allowed sqs:SendMessage"],
  [
    "no bus",
    ["--to-bus", "arn:aws:events:us-east-1:000000000000:event-bus/nowhere"],
    2,
    "give --to-bus the ARN of a bus that exists",
  ],
])("%s is refused in one line that says what to do", async (_what, to, code, said) => {
  const refused = await replay([...SINCE, ...to, ...inFolder()]);
  expect(refused).toMatchObject({ code, errors: [expect.stringContaining(said)] });
  expect(refused.errors[0]).not.toContain("\n");
});
