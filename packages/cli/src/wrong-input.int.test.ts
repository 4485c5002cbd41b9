import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Laptop } from "@paperledger/local/laptop";
import { startLaptop } from "@paperledger/local/start-laptop";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ended, runHere } from "./command.fixture.ts";
import { outputsOf } from "./deployments/laptop-outputs.fixture.ts";
import { paperledger } from "./program.ts";
import { terminalOf } from "./terminal/terminal.fixture.ts";

const PAPER = JSON.stringify({ paper_id: "demo:1", title: "A paper", updated_at: "2024-01-01T00:00:00Z" });

let folder: string;
let laptop: Laptop;
let run: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperledger-wrong-input-"));
  laptop = await startLaptop({ dataDir: join(folder, "data"), onLogLine: () => {}, onProblem: () => {} });
  await laptop.upload({ name: "papers.jsonl", content: PAPER });
  await laptop.quiet();
  for await (const each of laptop.ledger.statistics.all()) if (each.kind === "run") run = each.run.trace_id;
  const outputs = await outputsOf(laptop);
  const { runsTable: _, ...lacking } = outputs;
  await mkdir(join(folder, "FOLDER"));
  for (const [name, content] of [
    ["NOT-JSON", "{"],
    ["A-LIST", "[]"],
    ["A-NUMBER", JSON.stringify({ ...outputs, runsTable: 5 })],
    ["LACKS-A-KEY", JSON.stringify(lacking)],
    ["A-FILE", "no folder"],
    ["EMPTY.gz", ""],
  ] as const)
    await writeFile(join(folder, name), content);
});
afterAll(async () => {
  await laptop.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The own words of Node, of SQLite, of a schema and of the SDK, and stacks. They name neither the input nor what to do. */
const FOREIGN_WORDS =
  /^ +at |unexpected error|E[A-Z]{4,}: |scandir|SQLITE|ZodError|invalid_type|Invalid input|TypeError|RangeError|ULIDError|\bundefined\b|\[object/m;

/** The largest number of lines for the problem and the commands that help. */
const MOST_LINES = 7;

function expectPlainWords({ stderr, stdout }: Ended, line: string): void {
  expect(stderr, line).not.toMatch(FOREIGN_WORDS);
  expect(stdout, line).not.toMatch(FOREIGN_WORDS);
  expect(stderr.trimEnd().split("\n").length, line).toBeLessThanOrEqual(MOST_LINES);
}

/** Wrong input that the parser of the command line lets pass. The last word in capitals, or the word in quotes, is named. */
const WRONG: readonly (readonly [line: string, code: 1 | 2, names: string])[] = [
  ["trace 01", 2, '"01"'],
  ["trace xx", 2, '"xx"'],
  ["trace 01HK4WQN000000000000000000", 1, "01HK4WQN000000000000000000"],
  ["trace batch-20250231-01HK4WQN000000000000000000", 2, "batch-20250231"],
  ["trace 01HK4W", 1, "01HK4W"],
  ["rejects 01HK4WQN000000000000000000", 1, "01HK4WQN000000000000000000"],
  ["papers nothing", 2, '"nothing"'],
  ["papers arxiv:nothing", 1, "arxiv:nothing"],
  ["papers 2401.99999", 1, "arxiv:2401.99999"],
  ["papers --trace 01", 2, '"01"'],
  ["papers --trace 01HK4WQN000000000000000000", 1, "01HK4WQN000000000000000000"],
  ["runs --from 2999-01-01", 2, "--from 2999-01-01"],
  ["runs --from 3d --to 5d", 2, "--to 2"],
  ["runs --before 01", 2, '"01"'],
  ["replay --from 3d --to 5d --to-queue https://sqs.us-east-1.amazonaws.com/123456789012/mine", 2, "--to 2"],
  ["replay --from 3d --to-bus arn:aws:events:us-east-1:123456789012:event-bus/none", 2, "event-bus/none"],
  ["redrive 01", 2, '"01"'],
  ["redrive 01HK4WQN000000000000000000", 1, "01HK4WQN000000000000000000"],
  ["redrive 01HK4WQN000000000000000000 --rejects", 1, "01HK4WQN000000000000000000"],
  ["redrive --events --from 3d --to 5d --yes", 2, "--to 2"],
  ["redrive --events --from 3d", 2, "--yes"],
  ["ingest NOWHERE.gz", 2, "NOWHERE.gz"],
  ["ingest FOLDER", 2, "FOLDER"],
  ["ingest s3://none", 2, "s3://none"],
  ["ingest s3://none/object", 1, "s3://none/object"],
  ["backfill NOWHERE --yes", 2, "NOWHERE"],
  ["backfill A-FILE --yes", 2, "A-FILE"],
  ["backfill FOLDER --yes", 1, "FOLDER"],
  ["backfill s3:// --yes", 2, "s3://"],
  ["backfill s3://none --yes", 2, "none"],
  ["backfill FOLDER", 2, "--yes"],
  ["start NOWHERE.gz --once", 2, "NOWHERE.gz"],
  ["start --once", 2, "data"],
];

const inFolder = (word: string) => (/^(NOWHERE|FOLDER|A-FILE|EMPTY)/.test(word) ? join(folder, word) : word);

test.each(WRONG)("%s ends with %i and names what is wrong", async (line, code, names) => {
  const words = [...line.split(" ").map(inFolder), "--data", join(folder, "data")];
  const ended = await runHere(words);
  expect(ended.stderr).toMatch(/^paperledger: /);
  expect(ended.stderr).toContain(names);
  expect(ended.code).toBe(code);
  expectPlainWords(ended, line);
});

describe("a file or a folder that is not right is named, for every command", () => {
  const program = paperledger(terminalOf().terminal, AbortSignal.abort, () => {});
  const argumentsOf = new Map([
    ["start", ["--once"]],
    ["replay", ["--from", "3d", "--to-bus", "arn:aws:events:us-east-1:123456789012:event-bus/mine"]],
    ["ingest", ["s3://paperledger-raw/x"]],
    ["backfill", ["s3://paperledger-raw/x", "--yes"]],
    ["trace", ["01HK4WQN000000000000000000"]],
    ["papers", ["demo:1"]],
    ["rejects", ["01HK4WQN000000000000000000"]],
    ["redrive", ["--failed"]],
  ]);
  const commandsWith = (option: string) =>
    program.commands
      .filter(({ options }) => options.some(({ long }) => long === option))
      .map((command) => command.name());
  const filesOf = (option: string, names: readonly string[]) =>
    commandsWith(option).flatMap((command) => names.map((name) => [command, option, name] as const));

  test.each([
    ...filesOf("--outputs", ["NOWHERE.json", "FOLDER", "NOT-JSON", "A-LIST", "A-NUMBER", "LACKS-A-KEY"]),
    ...filesOf("--data", ["A-FILE"]),
  ])("%s %s %s", async (command, option, name) => {
    const ended = await runHere([command, ...(argumentsOf.get(command) ?? []), option, join(folder, name)]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/^paperledger: .*\n$/);
    expect(ended.stderr).toContain(name);
    expectPlainWords(ended, command);
  });
});

describe("an option with a value that nobody means", () => {
  /** Commands whose options are tried. The others begin work that takes long. */
  const TRIED: Readonly<Record<string, readonly string[]>> = {
    status: [],
    runs: [],
    trace: ["RUN"],
    papers: [],
    stats: [],
    rejects: ["RUN"],
    redrive: [],
  };
  const VALUES = [
    "",
    " ",
    "99999d",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "-1",
    "\u0000\u001b[2J",
    "x".repeat(300),
  ];
  const { commands } = paperledger(terminalOf().terminal, AbortSignal.abort, () => {});
  const options = commands
    .filter((command) => TRIED[command.name()])
    .flatMap((command) =>
      command.options
        .filter(({ required, long }) => required && long !== "--data" && long !== "--outputs")
        .map(({ long }) => [command.name(), long ?? ""] as const),
    );

  test.each(options)("of %s: %s is refused, or finds nothing", async (command, option) => {
    for (const value of VALUES) {
      const own = (TRIED[command] ?? []).map((word) => (word === "RUN" ? run : word));
      const ended = await runHere([command, ...own, option, value, "--data", join(folder, "data")]);
      const line = JSON.stringify([command, option, value]);
      expect([0, 1, 2], line).toContain(ended.code);
      expectPlainWords(ended, line);
      expect(ended.stdout + ended.stderr, line).not.toContain("\u001b[2J");
    }
  });
});
