import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backfillEvent } from "@paperledger/aws/invocations/backfill-event";
import { createQueue, messagesIn, receiveMessages, sendMessage } from "@paperledger/aws/queues/queue";
import { timestamp } from "@paperledger/core/papers/paper";
import { type Clients, clientsOf, destroyClients } from "@paperledger/local/clients";
import type { Laptop } from "@paperledger/local/laptop";
import { startLaptop } from "@paperledger/local/start-laptop";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { runHere, runHereToSuccess, runToSuccess } from "../command.fixture.ts";
import { outputsOf } from "./laptop-outputs.fixture.ts";

/** Answers as a deployment on AWS. The commands know it only by its outputs and the SDK's own variables. */
let laptop: Laptop;
let cwd: string;
let outputs: Awaited<ReturnType<typeof outputsOf>>;
let clients: Clients;

beforeAll(async () => {
  await import("@paperledger/faults/refuse-requests");
  cwd = await mkdtemp(join(tmpdir(), "paperledger-outputs-"));
  laptop = await startLaptop({ onLogLine: () => {}, onProblem: () => {} });
  outputs = await outputsOf(laptop);
  clients = clientsOf(laptop.environment);
});
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  destroyClients(clients);
  await laptop.stop();
  await rm(cwd, { recursive: true, force: true });
});

/** The only credentials are those of the environment. */
const ON_THE_LAPTOP = { HOME: "/nowhere", AWS_EC2_METADATA_DISABLED: "true" };

interface Given {
  readonly names?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Writes the outputs, with other values for the names that are given. Changes the environment so that the laptop is AWS.
 *
 * @returns the options that name the outputs
 */
async function deployed({ names = {}, environment = {} }: Given = {}): Promise<readonly string[]> {
  const file = join(cwd, "outputs.json");
  await writeFile(file, JSON.stringify({ ...outputs, ...names }));
  for (const [name, value] of Object.entries({ ...ON_THE_LAPTOP, ...laptop.environment, ...environment }))
    vi.stubEnv(name, value);
  return ["--outputs", file];
}

const feed = (file: number) =>
  Array.from({ length: 30 }, (_, nth) =>
    JSON.stringify({
      paper_id: `table:${file}-${nth}`,
      title: `Paper ${nth} of file ${file}`,
      updated_at: "2024-01-01T00:00:00Z",
    }),
  ).join("\n");

describe("of a deployment", () => {
  test("a folder is backfilled into it, once", async () => {
    await mkdir(join(cwd, "feeds"));
    for (const file of [1, 2, 3]) await writeFile(join(cwd, "feeds", `feed-${file}.ndjson`), feed(file));
    const backfill = ["backfill", join(cwd, "feeds"), "--yes", "--runs-at-once", "3", "--json"];
    const at = await deployed();

    // Runs in a process of its own, which gets the deployment only from its environment.
    const env = { ...ON_THE_LAPTOP, ...laptop.environment };
    const first = (await runToSuccess([...backfill, ...at], { cwd, env })).json();
    expect(first[0]).toMatchObject({ type: "estimate", objects: 3, records: 90 });
    expect(first.at(-1)).toMatchObject({ type: "backfilled", completed: 3, left: 0, given_up: 0 });
    const total = await laptop.ledger.statistics.tally({ kind: "total" });
    expect(total).toMatchObject({ upserted: 90, rejected: 0 });

    const second = (await runHereToSuccess([...backfill, ...at])).json();
    expect(second).toMatchObject([
      { type: "estimate", objects: 0, done: 3 },
      { type: "backfilled", completed: 0, left: 0 },
    ]);
  });

  test("silent runs are listed, statistics rebuilt and dead letters redriven", async () => {
    const at = await deployed();
    expect((await runHereToSuccess(["runs", "--stuck", ...at])).stdout).toContain("No run has been silent");
    expect((await runHereToSuccess(["rebuild", "--json", ...at])).json()).toMatchObject([{ runs: 3 }]);
    expect((await runHereToSuccess(["redrive", "--failed", "--json", ...at])).json()).toMatchObject([
      { redriven: 0, unreadable: 0 },
    ]);
  });

  test("a dead letter of a backfill goes to the backfill's queue again, as it was", async () => {
    const { sqs } = clients;
    // Nobody receives from these queues, so that the message can be looked at.
    const queue = await createQueue(sqs, "backfill-without-processor");
    const deadLetters = await createQueue(sqs, "backfill-dead-letters-without-processor");
    const message = backfillEvent({
      bucket: "archive",
      key: "a",
      sizeBytes: 1,
      lastModifiedAt: timestamp(new Date("2024-03-01T02:03:04Z")),
    });
    await sendMessage(sqs, deadLetters.url, JSON.stringify(message));
    const names = { backfillQueue: queue.url, backfillDeadLetters: deadLetters.url };
    const redrive = ["redrive", "--failed", "--json", ...(await deployed({ names }))];
    expect((await runHereToSuccess(redrive)).json()).toMatchObject([{ redriven: 1, unreadable: 0 }]);
    const received = await receiveMessages(sqs, queue, 10);
    expect(received.map(({ body }) => JSON.parse(body))).toEqual([JSON.parse(JSON.stringify(message))]);
    expect(await messagesIn(sqs, deadLetters.url)).toBe(0);
  });
});

describe("one line says what is wrong and what to set, where", () => {
  const refusing = (code: string) => ({ REFUSED_CODE: code });
  const COMMANDS = {
    stuck: ["runs", "--stuck"],
    backfill: ["backfill", ".", "--yes"],
    failed: ["redrive", "--failed"],
  };

  test.each<[string, keyof typeof COMMANDS, Given, RegExp]>([
    [
      "a table is not there, as in the wrong region",
      "stuck",
      { names: { statisticsTable: "nowhere" }, environment: { AWS_REGION: "eu-west-1" } },
      /outputs\.json: statisticsTable: there is no table nowhere in eu-west-1: set statisticsTable .* AWS_REGION/,
    ],
    [
      "a bucket is not there",
      "backfill",
      { names: { rawBucket: "nowhere" } },
      /outputs\.json: rawBucket: there is no bucket nowhere in us-east-1: set rawBucket/,
    ],
    [
      "a permission to read is denied: with AWS's own words, and nothing of functions",
      "stuck",
      { environment: refusing("AccessDeniedException") },
      /outputs\.json: (?!.*projector:).*statisticsTable: dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Scan on table .* is denied: allow it .*\(AccessDeniedException: /,
    ],
    [
      "credentials have expired",
      "stuck",
      { environment: refusing("ExpiredTokenException") },
      /outputs\.json: AWS credentials are missing, expired or not valid: set AWS_PROFILE/,
    ],
    [
      "there are no credentials",
      "stuck",
      { environment: { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" } },
      /outputs\.json: AWS credentials are missing/,
    ],
    [
      "there is no region",
      "stuck",
      { environment: { AWS_REGION: "", AWS_DEFAULT_REGION: "" } },
      /outputs\.json: AWS_REGION is missing/,
    ],
  ])("%s", async (_, command, given, text) => {
    const { code, stderr } = await runHere([...COMMANDS[command], ...(await deployed(given))]);
    expect(stderr.trimEnd().split("\n")).toEqual([expect.stringMatching(text)]);
    expect(code).toBe(2);
  });

  test("a queue is not there", async () => {
    const nowhere = `${outputs.processorDeadLetters}-nowhere`;
    const at = await deployed({ names: { processorDeadLetters: nowhere } });
    const { code, stderr } = await runHere([...COMMANDS.failed, ...at]);
    expect(stderr).toMatch(
      /^paperledger: .*outputs\.json: processorDeadLetters: there is no queue .*-nowhere in us-east-1: set processorDeadLetters .*\n$/,
    );
    expect(code).toBe(2);
  });
});
