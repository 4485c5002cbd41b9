import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createQueue } from "@paperledger/aws/queues/queue";
import { clientsOf, destroyClients } from "@paperledger/local/clients";
import { connectToLaptop } from "@paperledger/local/connect-to-laptop";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { endCommands, type RunningCommand, runCommand, runHere, startCommand } from "./command.fixture.ts";
import { EXIT_CODES } from "./help/exit-codes.ts";
import { paperledger } from "./program.ts";
import { sampleFeed } from "./start/sample/sample-batch-file.ts";
import { onTerminal, withoutControls } from "./terminal/pseudo-terminal.fixture.ts";
import { terminalOf } from "./terminal/terminal.fixture.ts";

interface Case {
  /**
   * The words after the name of the command. FAILED and REJECTING stand for runs, PAPER for a paper, QUEUE for a queue, FILE for a
   * batch file, and FOLDER for a folder of batch files.
   */
  readonly args: string;
  /** A text that the command shows while it works, if the work can take long. */
  readonly shows?: RegExp;
  /** True if the command needs a laptop that runs. Otherwise each case gets a copy of the folder, on which nothing runs. */
  readonly onRunningLaptop?: boolean;
}

/** Why a command shows no progress, although it is on a terminal. */
interface NoProgress {
  readonly noProgress: string;
  readonly cases: readonly Case[];
}

const STARTING = /starting \.\.\./;

/** Each command, with what it shows during long work. A new command needs an entry. */
const COMMANDS: Readonly<Record<string, readonly Case[] | NoProgress>> = {
  status: { noProgress: "reads the sums and the runs of a night", cases: [{ args: "--since 3d" }] },
  start: [{ args: "FILE --once", shows: /\d+ processed|run begun|counted/ }],
  dashboard: { noProgress: "prints its address, and then waits for Ctrl-C", cases: [] },
  env: { noProgress: "reads one file", cases: [{ args: "", onRunningLaptop: true }] },
  tail: {
    noProgress: "prints each event as it comes",
    cases: [{ args: "--from 2020-01-01 --limit 3", onRunningLaptop: true }],
  },
  replay: [{ args: "--from 2020-01-01 --to-queue QUEUE", shows: /\d of \d+ events/, onRunningLaptop: true }],
  ingest: [{ args: "FILE", shows: STARTING }],
  backfill: [
    { args: "FOLDER --yes", shows: /looking for batch files in/ },
    { args: "--progress", shows: STARTING },
  ],
  runs: {
    noProgress: "reads one page of runs",
    cases: [{ args: "--status failed completed" }, { args: "--stuck" }, { args: "--date 2020-01-01" }],
  },
  trace: { noProgress: "reads one run", cases: [{ args: "REJECTING" }, { args: "FAILED --all" }] },
  papers: {
    noProgress: "prints each paper as it is read",
    cases: [{ args: "PAPER" }, { args: "--trace REJECTING" }],
  },
  stats: { noProgress: "reads one sum", cases: [{ args: "" }] },
  verify: [{ args: "", shows: /reading the event log/ }],
  rebuild: [{ args: "", shows: /reading the event log/ }],
  rejects: { noProgress: "prints each record as it is read", cases: [{ args: "REJECTING" }] },
  redrive: [
    { args: "FAILED", shows: /1 run under way/ },
    { args: "REJECTING --rejects", shows: /1 run to begin/ },
    { args: "--stream", shows: STARTING },
    { args: "--events --from 1h --yes", shows: /\d of \d+ events/ },
  ],
  completion: { noProgress: "prints a text", cases: [] },
};

const isLong = (each: readonly Case[] | NoProgress): each is readonly Case[] => Array.isArray(each);

const casesOf = (isMeant: (entry: readonly Case[] | NoProgress) => boolean) =>
  Object.entries(COMMANDS).flatMap(([command, entry]) =>
    isMeant(entry)
      ? (isLong(entry) ? entry : entry.cases).map((each) => [`${command} ${each.args}`, each] as const)
      : [],
  );

const LONG = casesOf(isLong);
const SHORT = casesOf((entry) => !isLong(entry));
/** The first case of each command with long work. */
const FIRST_LONG = [
  ...new Map(LONG.toReversed().map((each) => [each[0].split(" ")[0], each] as const)).values(),
].toReversed();

/** A time zone whose offset is not a whole hour, so that every moment looks different from UTC. */
const ZONE = "Asia/Kolkata";

let folder: string;
let used: string;
let serving: RunningCommand;
let stands: ReadonlyMap<string, string>;

beforeAll(async () => {
  vi.stubEnv("TZ", ZONE);
  folder = mkdtempSync(join(tmpdir(), "paperledger-every-command-"));
  used = join(folder, "used");
  const whole = gzipSync(sampleFeed());
  mkdirSync(join(folder, "files"));
  writeFileSync(join(folder, "files", "papers.xml.gz"), whole);
  writeFileSync(join(folder, "cut.xml.gz"), whole.subarray(0, whole.length / 2));
  const ingested = await runHere([
    ...["start", "--once", "--json", "--data", used],
    ...[join(folder, "files", "papers.xml.gz"), join(folder, "cut.xml.gz")],
  ]);
  const runOf = (status: string) =>
    String(ingested.json().find((line) => line.type === "result" && line.status === status)?.trace_id);
  const [paper] = (await runHere(["papers", "--trace", runOf("completed"), "--json", "--data", used])).json();

  const running = join(folder, "running");
  cpSync(used, running, { recursive: true });
  serving = startCommand(["start", "--data", running], { cwd: folder });
  await serving.until("Serving until Ctrl-C");
  const laptop = await connectToLaptop(running);
  const clients = clientsOf(laptop?.environment ?? {});
  const { url } = await createQueue(clients.sqs, "of-the-test");
  destroyClients(clients);
  await laptop?.stop();
  stands = new Map([
    ["FAILED", runOf("failed")],
    ["REJECTING", runOf("completed")],
    ["PAPER", String(paper?.paper_id)],
    ["QUEUE", url],
    ["FILE", join(folder, "files", "papers.xml.gz")],
    ["FOLDER", join(folder, "files")],
  ]);
});
afterAll(async () => {
  await endCommands();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Returns the words of a command line, on a folder of its own. */
function wordsOf(line: string, { onRunningLaptop = false }: Case): readonly string[] {
  const words = line
    .trim()
    .split(" ")
    .map((word) => stands.get(word) ?? word);
  if (onRunningLaptop) return [...words, "--data", join(folder, "running")];
  const data = mkdtempSync(join(folder, "copy-"));
  cpSync(used, data, { recursive: true });
  return [...words, "--data", data];
}

const program = paperledger(terminalOf().terminal, AbortSignal.abort, () => {});

test("no command is forgotten", () => {
  expect(Object.keys(COMMANDS).toSorted()).toEqual(program.commands.map((each) => each.name()).toSorted());
});

/** A line that a function writes to its log. */
const LOG_LINE = /"level":"(INFO|WARN|ERROR)"|^(processor|projector|vectorizer): /m;

/** A moment in the form of JSON and of the tables, which is UTC. */
const MOMENT_OF_JSON = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/** People do not read the moments in these texts as an answer: commands to paste, and text from the source. */
const PASTED_OR_RAW = /^.*\.\/paperledger .*$|^ *<entry>.*$|^raw_xml(.|\s)*/gm;

/** Every moment is local, and says so. */
function expectLocalTime(output: string): void {
  const text = withoutControls(output).replaceAll(PASTED_OR_RAW, "");
  expect(text).not.toMatch(MOMENT_OF_JSON);
  for (const [, offset] of text.matchAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(.{0,7})/g))
    expect(offset).toBe(" +05:30");
}

describe("on a terminal there is progress, local time and no log line", () => {
  test.each(LONG)("%s", async (line, each) => {
    const { written } = await onTerminal(wordsOf(line, each));
    expect(withoutControls(written)).toMatch(each.shows ?? /^never/);
    expect(written).not.toMatch(LOG_LINE);
    expectLocalTime(written);
  });
});

/** Every moment of JSON is UTC. */
function expectUtc(json: string): void {
  for (const [, moment] of json.matchAll(/"(\d{4}-\d\d-\d\d[T ][^"]*)"/g))
    expect(moment).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/);
}

describe("in a pipe there is no progress and no colour, JSON has UTC, and --verbose prints log lines to standard error", () => {
  const hasVerbose = (name: string | undefined) =>
    program.commands
      .find((command) => command.name() === name)
      ?.options.some(({ long }) => long === "--verbose") ?? false;

  test.each(FIRST_LONG)("%s", async (line, each) => {
    const isVerbose = hasVerbose(line.split(" ")[0]);
    const words = [...wordsOf(line, each), "--json", ...(isVerbose ? ["--verbose"] : [])];
    const { stdout, stderr } = await runCommand(words, { cwd: folder });
    expect(stdout + stderr).not.toContain("\u001b");
    expect(stdout + stderr).not.toContain("\r");
    expect(stdout + stderr).not.toMatch(STARTING);
    expect(stdout).not.toMatch(LOG_LINE);
    if (isVerbose) expect(stderr).toMatch(LOG_LINE);
    else expect(stderr).toBe("");
    expectUtc(stdout);
  });

  test("text for people has local time, and no log line without --verbose", async () => {
    const words = ["start", "FILE", "--once"].map((word) => stands.get(word) ?? word);
    const { stdout, stderr } = await runCommand([...words, "--memory"], { cwd: folder });
    expect(stdout).not.toContain("\u001b");
    expect(stdout).not.toContain("\r");
    expect(stdout).not.toMatch(LOG_LINE);
    expect(stderr).toBe("");
    expectLocalTime(stdout);
  });

  test("each command that starts the functions has --verbose", () => {
    const names = program.commands.map((command) => command.name());
    expect(names.filter(hasVerbose)).toEqual(["start", "ingest", "backfill", "redrive"]);
  });
});

describe("short work has local time for people, and UTC in JSON", () => {
  test.each(SHORT)("%s", async (line, each) => {
    const words = wordsOf(line, each);
    const { stdout, stderr } = await runHere(words);
    expectLocalTime(stdout + stderr);
    expectUtc((await runHere([...words, "--json"])).stdout);
  });
});

describe("Ctrl-C ends a command with a code of its --help", () => {
  test.each([
    ...FIRST_LONG,
    ["dashboard", { args: "", shows: /Ctrl-C ends it/ }],
    ["tail", { args: "", shows: /Ctrl-C ends it/, onRunningLaptop: true }],
  ] satisfies readonly (readonly [string, Case])[])("%s", async (line, each) => {
    const name = line.split(" ")[0] ?? "";
    const { written, code } = await onTerminal(wordsOf(line, each), { ctrlCAt: each.shows ?? STARTING });
    const codes = Object.keys(EXIT_CODES[name] ?? {}).map(Number);
    expect(EXIT_CODES[name]?.endsInOrder ? [...codes, 130] : [130]).toContain(code);
    expect(written).not.toMatch(/^ +at /m);
  });
});

describe("after Ctrl-C while the laptop starts, a command does nothing, and says so", () => {
  const opensLaptop = ({ onRunningLaptop, shows }: Case) => !onRunningLaptop && shows !== undefined;
  const others = ["verify", "rebuild"];

  test.each(LONG.filter(([line, each]) => opensLaptop(each) && !others.includes(line.split(" ")[0] ?? "")))(
    "%s",
    async (line, each) => {
      const { written, code } = await onTerminal(wordsOf(line, each), { ctrlCAt: STARTING });
      expect(withoutControls(written)).toMatch(/stopped before it began\. This command has done nothing/);
      expect(written).not.toMatch(/uploaded|handed|folded|under way|to begin/);
      expect(code).toBe(130);
    },
  );
});

describe("Ctrl-C in each phase of redrive --events says what is done", () => {
  const DONE_NOTHING = /stopped before it began\. This command has done nothing/;

  test("while it asks", async () => {
    const words = wordsOf("redrive --events --from 1h", { args: "" });
    const { written, code } = await onTerminal(words, { ctrlCAt: /\[y\/N\]/ });
    expect(written).toMatch(DONE_NOTHING);
    expect(code).toBe(130);
  });

  // The signal may come after this phase. Then everything is done.
  test.each([
    ["while it counts", /read 0 events of the log/],
    ["while the projector's process starts, which does not end by it", /a second that takes/],
  ])("%s", async (_, ctrlCAt) => {
    const words = wordsOf("redrive --events --from 1h --yes", { args: "" });
    const { written, code } = await onTerminal(words, { ctrlCAt });
    expect(written).not.toMatch(/SIGINT|^ +at /m);
    const found = /(\d+) events of \d+ runs? from/.exec(written)?.[1];
    const done = /(\d+) events? folded and published/.exec(written)?.[1];
    if (done === undefined) {
      expect(written).toMatch(DONE_NOTHING);
      expect(withoutControls(written)).not.toMatch(/(?<!read )\b0 events/);
    } else expect(done).toBe(found);
    expect(code).toBe(done === undefined ? 130 : 0);
  });
});

test("the running laptop's own output has no progress and no log line", async () => {
  serving.signal("SIGINT");
  const { code, stdout, stderr } = await serving.ended;
  expect(code).toBe(0);
  expect(stdout + stderr).not.toMatch(LOG_LINE);
});
