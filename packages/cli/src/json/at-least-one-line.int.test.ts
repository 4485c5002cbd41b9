import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Laptop } from "@paperledger/local/laptop";
import { startLaptop } from "@paperledger/local/start-laptop";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runHere } from "../command.fixture.ts";
import { LINES_OF_COMMANDS } from "./json-lines.ts";

const PAPER = JSON.stringify({ paper_id: "demo:1", title: "A paper", updated_at: "2024-01-01T00:00:00Z" });

let folder: string;
let dataDir: string;
let laptop: Laptop;
let run: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperledger-one-line-"));
  dataDir = join(folder, "data");
  await mkdir(join(folder, "files"));
  await writeFile(join(folder, "files", "papers.jsonl"), PAPER);
  laptop = await startLaptop({ dataDir, onLogLine: () => {}, onProblem: () => {} });
  await laptop.upload({ name: "papers.jsonl", content: PAPER });
  await laptop.quiet();
  for await (const each of laptop.ledger.statistics.all()) if (each.kind === "run") run = each.run.trace_id;
});
afterAll(async () => {
  await laptop.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Each command, in a ledger with nothing to do. RUN stands for the one run, FILE for a batch file, and FOLDER for its folder. */
const COMMANDS = [
  "status",
  "ingest FILE",
  "backfill FOLDER --yes",
  // Now all files are done.
  "backfill FOLDER --yes",
  "backfill --progress",
  "runs",
  "runs --status failed",
  "runs --stuck",
  "trace RUN",
  "papers demo:1",
  "papers --trace RUN",
  "papers --trace RUN --skip 5",
  "stats",
  "stats --date 2020-01-01",
  "verify",
  "rebuild",
  "rejects RUN",
  "redrive RUN",
  "redrive RUN --rejects",
  "redrive --failed-since 1h",
  "redrive --rejects-since 1h",
  "redrive --stream",
  "redrive --subscriber",
  "redrive --failed",
];

/**
 * `start` and `dashboard` serve until they are stopped, `env` needs a laptop of its own, and `replay` needs a subscriber. Their
 * tests read their first lines. `tail` prints only events, and `completion` has no JSON.
 */
const ELSEWHERE = ["start", "dashboard", "env", "tail", "replay", "completion"];

test.each(COMMANDS)("%s prints at least one line of JSON although there is nothing to do", async (line) => {
  const words = line.split(" ").map(
    (word) =>
      new Map([
        ["RUN", run],
        ["FOLDER", join(folder, "files")],
        ["FILE", join(folder, "files", "papers.jsonl")],
      ]).get(word) ?? word,
  );
  const { code, json, stderr } = await runHere([...words, "--json", "--data", dataDir]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(json().length).toBeGreaterThan(0);
});

/** Commands that end with an error. EMPTY stands for an empty folder. */
const ERRORS = [
  ...Object.keys(LINES_OF_COMMANDS)
    .filter((command) => command !== "completion")
    .flatMap((command) => [`${command} --nonsense`, `${command} x y z --data EMPTY --json=1`]),
  "papers arxiv:nope",
  "papers --trace 01HK4WQN000000000000000000",
  "trace 01HK4WQN000000000000000000",
  "trace nothing",
  "rejects 01HK4WQN000000000000000000",
  "redrive 01HK4WQN000000000000000000",
  "backfill EMPTY --yes",
  "backfill EMPTY/no-such-folder --yes",
  "ingest EMPTY/no-such-file",
  ...["status", "runs", "stats", "verify", "rebuild", "trace x"].map((command) => `${command} --data EMPTY`),
  ...["status", "runs", "stats", "verify", "rebuild", "trace x", "rejects x", "redrive x", "tail"].map(
    (command) => `${command} --outputs EMPTY/no-such-file`,
  ),
];

test.each(ERRORS)("%s prints a line of JSON that tells the error", async (line) => {
  const empty = join(folder, "empty");
  await mkdir(empty, { recursive: true });
  const words = line.split(" ").map((word) => word.replace("EMPTY", empty));
  const place = /--(data|outputs) /.test(line) ? [] : ["--data", dataDir];
  const { code, stdout } = await runHere([...words, "--json", ...(line.startsWith("tail --n") ? [] : place)]);
  const last = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  expect(last).toEqual({ type: "error", message: expect.stringMatching(/./), exit_code: code });
  expect(code).not.toBe(0);
});

test("no command is forgotten", () => {
  const named = COMMANDS.map((line) => line.split(" ")[0] ?? "");
  expect([...new Set([...named, ...ELSEWHERE])].toSorted()).toEqual(
    Object.keys(LINES_OF_COMMANDS).toSorted(),
  );
});
