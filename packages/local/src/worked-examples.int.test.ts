// Runs the examples as somebody outside does: a copy of the folder, the packed package, and a laptop that runs.
import { execFile, spawnSync } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { createQueue, messagesIn, sendMessage } from "@paperledger/aws/queues/queue";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Clients, clientsOf, destroyClients } from "./clients.ts";
import type { Laptop } from "./laptop.ts";
import { BUS, TABLES } from "./laptop-names.ts";
import { startLaptop } from "./start-laptop.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

let folder: string;
let tarball: string;
let laptop: Laptop;
let clients: Clients;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperledger-examples-"));
  laptop = await startLaptop({ onLogLine: () => {}, onProblem: () => {} });
  clients = clientsOf(laptop.environment);
  const dist = join(folder, "dist");
  await run(process.execPath, ["scripts/build-events-package.ts", dist], ROOT);
  const packed = await run("npm", ["pack", "--silent", "--pack-destination", folder], dist);
  tarball = join(folder, packed.trim());
});
afterAll(async () => {
  destroyClients(clients);
  await laptop.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a program where it finds the laptop. Returns what it prints. @throws with all that it printed if it fails */
async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const env = {
    ...process.env,
    ...laptop.environment,
    // npm runs scripts with the first node in the path. It has to be the node that runs this test.
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    EVENT_BUS_NAME: BUS,
    PAPERS_TABLE: TABLES.papers,
  };
  const { stdout } = await promisify(execFile)(program, args, { cwd, env });
  return stdout;
}

/** Uploads papers of a version, and waits until their events have come. */
async function ingest(day: number, titles: Readonly<Record<string, string>>, changes: object = {}) {
  const papers = Object.entries(titles).map(([id, title]) => ({
    paper_id: `demo:${id}`,
    title,
    updated_at: new Date(Date.UTC(2024, 0, day)).toISOString(),
    ...changes,
  }));
  await laptop.upload({ name: "papers", content: papers.map((each) => JSON.stringify(each)).join("\n") });
  await laptop.quiet();
}

const TITLES = {
  graphs: "Sparse matrices colour planar graphs in linear time",
  stars: "Spectra of young stars in an open cluster",
  mistaken: "Spectra of young stars in a cluster that is not there",
};

interface Example {
  /** Runs a command of the example. Returns what it prints. */
  command(name: string, ...args: readonly string[]): Promise<string>;
  /** The name of its queue. */
  readonly queue: string;
}

/**
 * Runs an example from its first start on, and checks its output.
 *
 * @param day the day of the papers' versions. It is later for each example, so that each example gets newer versions
 */
async function follow({ command, queue: name }: Example, day: number): Promise<void> {
  expect(await command("subscribe")).toContain(`Events of bus ${BUS} come to `);
  await command("subscribe");
  await ingest(day, TITLES);
  expect(await command("consume", "--once")).toContain("3 papers, 0 of them withdrawn");

  const answer = await command("ask", "spectra of young stars");
  expect(answer).toMatch(
    /similar to: spectra of young stars\n +0\.\d+ {2}demo:stars {2}Spectra of young stars in an/,
  );
  expect(answer.indexOf("demo:graphs")).toBeGreaterThan(answer.indexOf("demo:mistaken"));

  await ingest(day, { mistaken: TITLES.mistaken }, { processing_status: "withdrawn" });
  expect(await command("consume", "--once")).toContain("1 papers, 1 of them withdrawn");
  expect(await command("ask", "spectra of young stars")).not.toContain("demo:mistaken");

  // Each failure is received again at once, and not after a minute.
  const { sqs } = clients;
  const queue = await createQueue(sqs, name);
  const Attributes = { VisibilityTimeout: "0" };
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes }));
  await sendMessage(sqs, queue.url, "no event");
  await command("consume", "--once");
  const deadLetters = await createQueue(sqs, `${name}-dead-letters`);
  const held = async () => [await messagesIn(sqs, queue.url), await messagesIn(sqs, deadLetters.url)];
  expect(await held()).toEqual([0, 1]);
  expect(await command("redrive")).toMatch(/had failed: \S.*\n1 events given back/);
  expect(await held()).toEqual([1, 0]);
}

test("the example in TypeScript subscribes, reads, embeds, forgets, and answers", async () => {
  const copy = join(folder, "vectorizer");
  await cp(join(ROOT, "examples/vectorizer"), copy, { recursive: true });
  await cp(tarball, join(copy, "paperledger-events-0.1.0.tgz"));
  await run("npm", ["install", "--no-audit", "--no-fund"], copy);
  await run("npm", ["run", "typecheck"], copy);
  const command = (name: string, ...args: readonly string[]) => {
    const script = name === "consume" ? "start" : name;
    return run("npm", ["run", "--silent", script, "--", ...args], copy);
  };
  await follow({ command, queue: "vectorizer" }, 1);
  expect(await command("unsubscribe")).toContain("No more events");
});

const PYTHON = process.env.PYTHON ?? "python3";
const hasPython = spawnSync(PYTHON, ["-c", "import boto3, jsonschema"]).status === 0;
if (!hasPython) console.warn(`${PYTHON} with boto3 and jsonschema is not here: its example is not run`);

test.skipIf(!hasPython)("the example in Python subscribes, reads, embeds, forgets, and answers", async () => {
  const copy = join(folder, "vectorizer-python");
  await cp(join(ROOT, "examples/vectorizer-python"), copy, { recursive: true });
  await run("tar", ["xzf", tarball], copy);
  const command = (...args: readonly string[]) => run(PYTHON, ["vectorizer.py", ...args], copy);
  expect(await command("check-samples")).toContain("batch-done.json matches its schema");
  await follow({ command, queue: "vectorizer-python" }, 2);
});
