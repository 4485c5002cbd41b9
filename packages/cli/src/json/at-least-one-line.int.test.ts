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

/** Each command, in a ledger in which nothing is to be done. RUN stands for the one run, FILE for a batch file, and FOLDER for its folder. */
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
 * `start` and `dashboard` serve until they are stopped, `env` needs a laptop of its own, and `replay` a subscriber. Their tests read
 * their first lines. `tail` prints events alone, and `completion` has no JSON.
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

test("no command is forgotten", () => {
  const named = COMMANDS.map((line) => line.split(" ")[0] ?? "");
  expect([...new Set([...named, ...ELSEWHERE])].toSorted()).toEqual(
    Object.keys(LINES_OF_COMMANDS).toSorted(),
  );
});
