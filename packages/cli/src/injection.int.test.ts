import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paperIdSchema } from "@paperledger/core/papers/paper";
import { verifyStatistics } from "@paperledger/core/statistics/verify";
import type { Laptop } from "@paperledger/local/laptop";
import { startLaptop } from "@paperledger/local/start-laptop";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runHereToSuccess, runToSuccess } from "./command.fixture.ts";

const ESC = "\u001b";
const ATTACKS = {
  quotes: `'"\`; DROP TABLE papers; --`,
  statement: `x' AND "updated_at" < '9999`,
  "terminal escapes": `${ESC}[2J${ESC}]0;owned\u0007`,
  controls: "\u0000\u0008\r\u009b31m\u202e",
  "a path that climbs": "../../../../tmp/climbed",
  "a log line": '\n{"level":"INFO","message":"Batch processing completed"}',
} as const;
/** The characters that a terminal would act upon. Line feeds are among them, because they would break the lines of a table. */
const ACTED_UPON = /[^\P{Cc}\n]|\u202e/u;

let parent: string;
let cwd: string;
let laptop: Laptop;
let traceId: string;
const lines: string[] = [];
/**
 * Runs one command in a process of its own, as a terminal sees it. The other commands run in this process, which prints the same.
 */
const inProcess = (...args: readonly string[]) => runToSuccess(args, { cwd });
const run = (...args: readonly string[]) => runHereToSuccess([...args, "--data", join(cwd, ".paperledger")]);

/** The id holds no spaces and no control characters. Otherwise the record would be rejected. */
const paperOf = (attack: string) => ({
  paper_id: `demo:${attack.replaceAll(/[\s\p{Cc}]/gu, "")}`,
  source: "demo",
  title: attack,
  abstract: attack,
  authors: [attack],
  categories: [attack],
  updated_at: "2024-05-01T00:00:00.000Z",
});
const papers = Object.values(ATTACKS).map(paperOf);

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "paperledger-injection-"));
  cwd = join(parent, "data");
  laptop = await startLaptop({
    dataDir: join(cwd, ".paperledger"),
    onProblem: () => {},
    onLogLine: (_, line) => lines.push(line),
    functionEnvironment: { LOG_LEVEL: "DEBUG" },
  });
  const rejected = Object.values(ATTACKS).map((attack) => ({ paper_id: `${attack} `, title: attack }));
  const content = [...papers, ...rejected].map((record) => JSON.stringify(record)).join("\n");
  const name = `../../climbed ' " ; ${ESC}[2J.json`;
  await laptop.upload({ name, content });
  await laptop.quiet();
  const [started] = await Array.fromAsync(laptop.ledger.eventLog.allEvents());
  traceId = started?.metadata.trace_id ?? "";
});

afterAll(async () => {
  await laptop.stop();
  await rm(parent, { recursive: true, force: true });
});

test("what looks like a statement, a path or an escape is an id, a title and a key like any other", async () => {
  const ids = papers.map(({ paper_id }) => paperIdSchema.parse(paper_id));
  const stored = await laptop.ledger.papers.get(ids);
  expect(stored.map(({ paper_id }) => paper_id).toSorted()).toEqual([...ids].toSorted());
  const [first] = await laptop.ledger.papers.get(ids.slice(0, 1));
  expect(first).toMatchObject({ authors: [ATTACKS.quotes], categories: [ATTACKS.quotes] });
  expect((await verifyStatistics(laptop.ledger)).differences).toEqual([]);
});

test("nothing of it becomes a file outside of the data folder", async () => {
  expect(await readdir(parent)).toEqual(["data"]);
  expect(await readdir(cwd)).toEqual([".paperledger"]);
  expect((await readdir(tmpdir())).filter((name) => name.startsWith("climbed"))).toEqual([]);
});

test("each log line is one object, and none has a control character in it", () => {
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) {
    expect(() => JSON.parse(line)).not.toThrow();
    expect(line).not.toMatch(/\p{Cc}/u);
  }
});

test("no command sends any of it to the terminal", async () => {
  const shown = await Promise.all([
    run("runs"),
    inProcess("trace", traceId),
    run("rejects", traceId),
    run("papers", "--trace", traceId),
    ...papers.map(({ paper_id }) => run("papers", paper_id)),
  ]);
  for (const { stdout, stderr } of shown) {
    expect(stdout).not.toMatch(ACTED_UPON);
    expect(stderr).not.toMatch(ACTED_UPON);
  }
  expect(shown.filter(({ stdout }) => stdout.includes("DROP TABLE")).length).toBeGreaterThan(2);
});
