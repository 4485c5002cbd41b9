// Runs the marked commands of docs/events.md unchanged, in a shell beside a running laptop.
import { execFile, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { messagesIn, queueAt } from "@paperledger/aws/queues/queue";
import { type Clients, clientsOf, destroyClients } from "@paperledger/local/clients";
import type { Laptop } from "@paperledger/local/laptop";
import { startLaptop } from "@paperledger/local/start-laptop";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const PAGE = readFileSync(join(ROOT, "docs/events.md"), "utf8");

/** The page's blocks of commands. The mark before each block says who runs it. */
const BLOCKS = [...PAGE.matchAll(/(?:^<!-- (?<mark>[^\n]*) -->\n)?^```sh\n(?<script>.*?)^```$/gms)].map(
  ({ groups: { mark = "", script = "" } = {} }) => ({ mark, script }),
);

const BY_THIS_TEST = "run by this page's test";
const WITH_AWS_CLI = `${BY_THIS_TEST}, where the AWS CLI is`;

test("each block of commands says which test runs it, or that it is for AWS only", () => {
  expect(BLOCKS.length).toBeGreaterThan(5);
  for (const { mark, script } of BLOCKS) {
    const [, file] = /^run by (packages\/\S+)$/.exec(mark) ?? [];
    const isKnown = [BY_THIS_TEST, WITH_AWS_CLI, "AWS only"].includes(mark);
    expect([script, isKnown || (file !== undefined && existsSync(join(ROOT, file)))]).toEqual([script, true]);
  }
});

let folder: string;
let laptop: Laptop;
let clients: Clients;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperledger-page-"));
  const dataDir = join(folder, ".paperledger");
  laptop = await startLaptop({ dataDir, onLogLine: () => {}, onProblem: () => {} });
  clients = clientsOf(laptop.environment);
  const main = join(ROOT, "packages/cli/src/main.ts");
  await writeFile(join(folder, "paperledger"), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
  await chmod(join(folder, "paperledger"), 0o755);
  const paper = { paper_id: "demo:1", title: "A paper", updated_at: "2024-01-01T00:00:00Z" };
  await writeFile(join(folder, "FILE"), JSON.stringify(paper));
});
afterAll(async () => {
  destroyClients(clients);
  await laptop.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a block after the one that sets the variables. @throws with what it printed if a command fails */
async function run(script: string): Promise<string> {
  const variables = BLOCKS.find(({ mark }) => mark === BY_THIS_TEST)?.script ?? "";
  const { stdout } = await promisify(execFile)("sh", ["-ec", `${variables}\n${script}`], { cwd: folder });
  return stdout;
}

test("the variables name what runs", async () => {
  expect((await run('echo "$PAPERS_TABLE $EVENT_BUS_NAME $AWS_DEFAULT_REGION"')).trim()).toBe(
    "paperledger-papers paperledger us-east-1",
  );
});

const hasAwsCli = spawnSync("aws", ["--version"]).status === 0;
if (!hasAwsCli) console.warn("the AWS CLI is not here: its commands in docs/events.md are not run");

test.skipIf(!hasAwsCli)("the AWS CLI subscribes, and a replay reaches the same queue", async () => {
  const [subscribe, replay, ...others] = BLOCKS.filter(({ mark }) => mark === WITH_AWS_CLI);
  expect(others).toEqual([]);
  await run(subscribe?.script ?? "");
  const { url } = await queueAt(clients.sqs, `${laptop.environment.AWS_ENDPOINT_URL_SQS}/000000000000/mine`);
  await vi.waitFor(async () => expect(await messagesIn(clients.sqs, url)).toBe(1), 60_000);
  expect(await run(replay?.script ?? "")).toContain("3 events sent to");
  expect(await messagesIn(clients.sqs, url)).toBe(4);
});
