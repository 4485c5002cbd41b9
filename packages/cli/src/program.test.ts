import { CommanderError } from "commander";
import { expect, test } from "vitest";
import { paperledger } from "./program.ts";
import { terminalOf } from "./terminal/terminal.fixture.ts";

/** Returns the error for a wrong command line. */
async function refusalOf(...args: readonly string[]): Promise<string> {
  const said: string[] = [];
  const { terminal } = terminalOf();
  const program = paperledger(terminal, AbortSignal.abort, () => {
    throw new Error(`${args.join(" ")} was taken`);
  });
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeErr: (text) => said.push(text), writeOut: (text) => said.push(text) });
  const error = await program.parseAsync(args, { from: "user" }).catch((error: unknown) => error);
  if (!(error instanceof CommanderError)) throw error;
  return said.join("");
}

test.each([
  [["nonsense"], /unknown command 'nonsense'/],
  [["start", "--forever"], /unknown option '--forever'/],
  [["start", "--memory", "--data", "x"], /'--memory' cannot be used with option '--data <dir>'/],
  [["start", "--data", ""], /Give a folder's path/],
  [["backfill", "x", "--papers-per-second", "0"], /Give a whole number from 1/],
  [["ingest"], /missing required argument 'files'/],
  [["runs", "--date", "2025-02-30"], /Give a UTC date such as 2025-03-01/],
  [["runs", "--date", "yesterday"], /Give a UTC date such as 2025-03-01/],
  [["runs", "--status", "odd"], /Allowed choices are running, completed, failed/],
  [["runs", "--limit", "0"], /Give a whole number from 1/],
  [["runs", "--limit", "1e3"], /Give a whole number from 1/],
  [["trace"], /missing required argument 'id'/],
  [["papers"], /give either a paper's id/],
  [["papers", "arxiv:1", "--trace", "x"], /give either a paper's id/],
  [["stats", "--source", "Not A Source"], /Give a source such as arxiv/],
  [["redrive"], /give a run's id/],
  [["redrive", "--stream", "--failed"], /give a run's id/],
  [["redrive", "--events"], /--events with --from/],
  [["redrive", "--from", "2025-03-01T00:00:00Z"], /--events with --from/],
  [["redrive", "--events", "--failed", "--from", "2025-03-01T00:00:00Z"], /give a run's id/],
  [["redrive", "--events", "--from", "yesterday"], /Give a moment: a time before now, as in 12h/],
  [["redrive", "--rejects"], /give a run's id/],
  [["redrive", "01HK4WQN000000000000000000", "--stream"], /give a run's id/],
  [["rejects"], /missing required argument 'id'/],
  [["runs", "--stuck", "--date", "2025-01-01"], /cannot be used with option '--date/],
  [["runs", "--outputs", ""], /Give a file's path/],
  [["rebuild", "--slots", "0"], /Give a whole number from 1 to 100/],
  [["rebuild", "--slots", "101"], /Give a whole number from 1 to 100/],
  [["rebuild", "--slots", "1.5"], /Give a whole number from 1 to 100/],
  [["start", "--outputs", "o.json"], /unknown option '--outputs'/],
])("%j is refused with what to give instead", async (args, message) => {
  expect(await refusalOf(...args)).toMatch(message);
});

test.each([
  "backfill x",
  "runs",
  "trace x",
  "papers x",
  "stats",
  "verify",
  "rebuild",
  "rejects x",
  "redrive x",
])("%s is of a data folder or of a deployment, and not of both", async (command) => {
  const both = [...command.split(" "), "--outputs", "o.json", "--data", "x"];
  expect(await refusalOf(...both)).toMatch(/'--outputs <file>' cannot be used with option '--data <dir>'/);
});

test("--help tells the commands, and what each takes", async () => {
  expect(await refusalOf("--help")).toMatch(
    /start.*ingest.*runs.*trace.*papers.*stats.*verify.*rebuild.*rejects.*redrive/s,
  );
  expect(await refusalOf("ingest", "--help")).toContain("s3://BUCKET/KEY");
});

test("no option of any command takes another option as its value", async () => {
  const { terminal } = terminalOf();
  const { commands } = paperledger(terminal, AbortSignal.abort, () => {});
  const taking = commands.flatMap((command) =>
    command.options
      .filter(({ required }) => required)
      .map(({ long }) => [command.name(), long ?? "", "--json"] as const),
  );
  expect(taking.length).toBeGreaterThan(50);
  for (const args of taking) expect(await refusalOf(...args), args.join(" ")).toMatch(/^error: option '--/);
  expect(await refusalOf("papers", "--trace", "--limit", "5")).toContain(
    "option '--trace <id>' argument '--limit' is invalid. That is an option. Give a value before it.",
  );
});

test("an error shows the control characters of the given words", async () => {
  expect(await refusalOf("runs", "--date", "\u001b[2J")).toContain("argument '\\x1b[2J' is invalid");
});
