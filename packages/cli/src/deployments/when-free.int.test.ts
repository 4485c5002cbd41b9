import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DataFolder, openDataFolder } from "@paperledger/local/data-folder";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommandLine } from "../command-line.ts";
import { terminalOf } from "../terminal/terminal.fixture.ts";

let cwd: string;
let dataDir: string;
let file: string;
let held: DataFolder;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "paperledger-when-free-"));
  dataDir = join(cwd, "data");
  file = join(cwd, "papers.jsonl");
  await writeFile(file, JSON.stringify({ paper_id: "demo:1", title: "A paper" }));
  held = openDataFolder(dataDir);
});
afterAll(async () => {
  held.release();
  await rm(cwd, { recursive: true, force: true });
});

test.each([
  ["dashboard", () => ["dashboard"]],
  ["start", () => ["start", file]],
  ["ingest", () => ["ingest", file]],
  ["backfill", () => ["backfill", cwd, "--yes"]],
  ["redrive --stream", () => ["redrive", "--stream"]],
  ["redrive --events", () => ["redrive", "--events", "--from", "2025-03-01T00:00:00Z", "--yes"]],
])("Ctrl-C ends %s while it waits for a folder that is in use", async (_, args) => {
  const { terminal, errors } = terminalOf();
  const code = await runCommandLine([...args(), "--data", dataDir], terminal, () => AbortSignal.abort());
  expect(errors.at(-1)).toContain("stopped while another process worked on");
  expect(code).toBe(130);
});
