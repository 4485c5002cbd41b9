import { RUN_STATUSES, type RunStatus } from "@paperledger/core/statistics/run-statistics";
import { Command, Option } from "commander";
import { backfill } from "./backfill/backfill.ts";
import type { ExitCode } from "./command-error.ts";
import { ingest } from "./ingest/ingest.ts";
import {
  aPositiveNumber,
  dataOption,
  dateOption,
  jsonOption,
  outputsOption,
  sourceOption,
} from "./options.ts";
import { paper, papersOfRun } from "./papers/papers.ts";
import { rebuild } from "./rebuild/rebuild.ts";
import { type RedriveFlags, redrive, redrivenOf } from "./redrive/redrive.ts";
import { rejects } from "./rejects/rejects.ts";
import { runs } from "./runs/runs.ts";
import { listStuckRuns } from "./runs/stuck-runs.ts";
import { start } from "./start/start.ts";
import { scopeOf, stats } from "./stats/stats.ts";
import { askOnTerminal } from "./terminal/ask.ts";
import type { Terminal } from "./terminal/terminal.ts";
import { trace } from "./trace/trace.ts";
import { verify } from "./verify/verify.ts";

const EXIT_CODES_OF_VERIFY = `
Exit code: 0 they are; 1 they differ, or an item cannot be read; 2 it cannot be done here or as given;
3 it could not decide, because runs are under way: verify again when they have ended.`;

/** What every command can be given; `outputs`, where it can do its work on AWS. */
interface Given {
  readonly data: string;
  readonly outputs?: string;
  readonly json?: boolean;
}

const common = ({ data, outputs, json = false }: Given) => ({
  dataDir: data,
  json,
  ...(outputs !== undefined && { outputs }),
});

/**
 * The command line. What a command comes to is told by `done`; what it throws, by `parseAsync`.
 *
 * @param stopsInOrder called by a command that ends in order, and not at once, when the user stops it: gives the signal
 * @see https://github.com/tj/commander.js
 */
export function paperledger(
  terminal: Terminal,
  stopsInOrder: () => AbortSignal,
  done: (code: ExitCode) => void,
): Command {
  const program = new Command("paperledger")
    .description("An event-sourced ledger for scientific-paper ingest. Begin with: paperledger start")
    .exitOverride()
    .showHelpAfterError("(--help says more)");
  const laptopCommand = (nameAndArguments: string, description: string) =>
    program
      .command(nameAndArguments)
      .description(description)
      .addOption(dataOption())
      .addOption(jsonOption());
  const command = (nameAndArguments: string, description: string) =>
    laptopCommand(nameAndArguments, description).addOption(outputsOption());

  laptopCommand("start [files...]", "run paperledger on this machine; ingest batch files, or a sample")
    .option("--once", "end when all runs have ended and are counted")
    .addOption(new Option("--memory", "keep everything in memory, and nothing at the end").conflicts("data"))
    .option("--verbose", "print all log lines of the functions, to standard error")
    .addOption(
      new Option("--chaos <seed>", "let requests to AWS fail, the same way for the same seed").argParser(
        aPositiveNumber,
      ),
    )
    .action(
      async (
        files: string[],
        options: Given & {
          readonly once?: boolean;
          readonly memory?: boolean;
          readonly verbose?: boolean;
          readonly chaos?: number;
        },
      ) => {
        const { once = false, memory = false, verbose = false } = options;
        const { dataDir, json } = common(options);
        done(
          await start(
            files,
            { dataDir: memory ? null : dataDir, json, once, verbose, chaosSeed: options.chaos },
            terminal,
            stopsInOrder(),
          ),
        );
      },
    );

  laptopCommand("ingest <files...>", "upload batch files and wait for their runs")
    .addHelpText(
      "after",
      "\nA file is a path, or s3://BUCKET/KEY: an object of the laptop's own S3, which is uploaded again under a new key,\nfor it is an upload that makes a run.",
    )
    .action(async (files: string[], options: Given) =>
      done(await ingest(files, common(options), terminal, stopsInOrder())),
    );

  command(
    "backfill <source>",
    "ingest all files of a folder, or of s3://BUCKET/PREFIX, each as a run of its own",
  )
    .addHelpText(
      "after",
      "\nSays first what it will come to, and asks. Stopped, it goes on where it was when it is started again.\nA file whose run failed is told of each time, and uploaded again only once it is another.\n--papers-per-second bounds the mean rate by that estimate: one file is still read as fast as it goes.\nThe bucket is one of the laptop's own S3, or with --outputs one on AWS.",
    )
    .addOption(
      new Option("--runs-at-once <n>", "so many files at a time").argParser(aPositiveNumber).default(2),
    )
    .addOption(
      new Option(
        "--papers-per-second <n>",
        "wait before an upload while what was uploaded is more, in the mean",
      ).argParser(aPositiveNumber),
    )
    .option("--yes", "begin without a question")
    .action(
      async (
        source: string,
        options: Given & {
          readonly runsAtOnce: number;
          readonly papersPerSecond?: number;
          readonly yes?: boolean;
        },
      ) => {
        const { runsAtOnce, papersPerSecond, yes = false } = options;
        done(
          await backfill(
            source,
            { ...common(options), runsAtOnce, papersPerSecond, yes, ask: askOnTerminal() },
            terminal,
            stopsInOrder(),
          ),
        );
      },
    );

  command("runs", "list runs, newest first: today's, or as asked for")
    .addOption(dateOption())
    .addOption(
      new Option("--status <status>", "of a status; of all dates unless one is given").choices(RUN_STATUSES),
    )
    .addOption(new Option("--limit <n>", "at most so many").argParser(aPositiveNumber).default(20))
    .addOption(
      new Option("--stuck", "those that began and went silent, of all dates").conflicts(["date", "status"]),
    )
    .addOption(
      new Option("--minutes <n>", "with --stuck: silent for so long")
        .argParser(aPositiveNumber)
        .default(30)
        .implies({ stuck: true }),
    )
    .action(
      async (
        options: Given & {
          readonly date?: string;
          readonly status?: RunStatus;
          readonly limit: number;
          readonly stuck?: boolean;
          readonly minutes: number;
        },
      ) => {
        const { date, status, limit, stuck = false, minutes } = options;
        if (stuck) return done(await listStuckRuns({ ...common(options), minutes }, terminal));
        done(
          await runs(
            { ...common(options), limit, ...(date && { date }), ...(status && { status }) },
            terminal,
          ),
        );
      },
    );

  command("trace <id>", "show a run, its events and its rejects, by its trace id or ULID")
    .option("--all", "each event and each reject, however many")
    .action(async (id: string, options: Given & { readonly all?: boolean }) =>
      done(await trace(id, { ...common(options), all: options.all ?? false }, terminal)),
    );

  const papers = command("papers [paper-id]", "show a paper in full, or list those that a run wrote");
  papers
    .option("--trace <id>", "the run, by its trace id or ULID")
    .action(async (id: string | undefined, options: Given & { readonly trace?: string }) => {
      const { trace: ofRun } = options;
      if (id !== undefined && ofRun === undefined) done(await paper(id, common(options), terminal));
      else if (id === undefined && ofRun !== undefined)
        done(await papersOfRun(ofRun, common(options), terminal));
      else papers.error("error: give either a paper's id, such as arxiv:2401.12345, or --trace ID");
    });

  command("stats", "show what was counted: of all time, of a day, or of a source on a day")
    .addOption(dateOption())
    .addOption(sourceOption())
    .action(async (options: Given & { readonly date?: string; readonly source?: string }) =>
      done(await stats({ ...common(options), scope: scopeOf(options) }, terminal)),
    );

  command("verify", "prove that the statistics are the fold of the event log")
    .addHelpText("after", EXIT_CODES_OF_VERIFY)
    .action(async (options: Given) => done(await verify(common(options), terminal)));

  command(
    "rebuild",
    "compute the statistics anew from the event log, beside the old ones, while runs go on",
  ).action(async (options: Given) => done(await rebuild(common(options), terminal)));

  command("rejects <id>", "show the records of a run that could not be read or written").action(
    async (id: string, options: Given) => done(await rejects(id, common(options), terminal)),
  );

  const again = command("redrive [id]", "do again what was left undone: a run, or what was put aside");
  again
    .option("--rejects", "the run's rejects, as a new run that is linked to it")
    .option("--stream", "stream batches that the projector could not digest")
    .option("--subscriber", "events that the sample subscriber could not handle")
    .option("--failed", "batch files whose processing failed for good")
    .action(async (id: string | undefined, options: Given & RedriveFlags) => {
      const redriven = redrivenOf(id, options);
      if (!redriven)
        again.error(
          "error: give a run's id (with --rejects for its rejects), or one of --stream, --subscriber, --failed",
        );
      else done(await redrive(redriven, common(options), terminal, stopsInOrder()));
    });

  return program;
}
