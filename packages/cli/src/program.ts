import { RUN_STATUSES, type RunStatus } from "@paperledger/core/statistics/run-statistics";
import { RUN_EVENT_TYPES, type RunEventType } from "@paperledger/events/run-event";
import { Argument, Command, Option } from "commander";
import packageJson from "../package.json" with { type: "json" };
import type { ExitCode } from "./command-error.ts";
import { describedCommands } from "./completion/described-commands.ts";
import { SHELLS, type Shell } from "./completion/shells.ts";
import { examplesText } from "./help/examples.ts";
import { exitCodesText } from "./help/exit-codes.ts";
import {
  aBusArn,
  aDateOrMoment,
  aLoopbackUrl,
  aMoment,
  aPastMoment,
  aPort,
  aPositiveNumber,
  aQueueUrl,
  aSource,
  aText,
  dataOption,
  dateOption,
  jsonOption,
  outputsOption,
  refuseOptionsAsValues,
  slotsOption,
  sourceOption,
  verboseOption,
} from "./options.ts";
import { type RedriveEventsFlags, type RedriveFlags, redrivenOf } from "./redrive/redriven.ts";
import { destinationOf } from "./replay/replay-destination.ts";
import { TAIL_PERMISSIONS } from "./tail/tail-permissions.ts";
import { askOnTerminal } from "./terminal/ask.ts";
import { escapeLinesForTerminal } from "./terminal/escape-for-terminal.ts";
import type { Terminal } from "./terminal/terminal.ts";

const HELP = {
  redrive: `
Waits until the work is done, and prints the result. Ctrl-C ends the wait: nothing more is handed over, and what was handed over goes on.`,
  status: `
The night is 18:00 to 8:00, local time.`,
} as const;

/** The options that all commands share. Commands that work only on the laptop have no `outputs`. */
interface Given {
  readonly data: string;
  readonly outputs?: string;
  readonly json?: boolean;
}

interface PapersFlags {
  readonly trace?: string;
  readonly limit?: number;
  readonly skip?: number;
}

/** The option of commands that can start the laptop's functions. */
interface Verbose {
  readonly verbose?: boolean;
}

const common = ({ data, outputs, json = false }: Given) => ({
  dataDir: data,
  json,
  ...(outputs !== undefined && { outputs }),
});

/**
 * Builds the command line. A command passes its exit code to `done`, and its errors reject `parseAsync`. The code of a
 * command is loaded when the command runs, so that `--help` and a mistyped option answer at once.
 *
 * @param stopsInOrder is called by a command that finishes its work in order when the user stops it. Returns the abort signal
 * @see https://github.com/tj/commander.js
 */
export function paperledger(
  terminal: Terminal,
  stopsInOrder: () => AbortSignal,
  done: (code: ExitCode) => void,
): Command {
  const program = new Command("paperledger")
    .description("An event-sourced ledger for scientific-paper ingest. Begin with: ./paperledger start")
    .version(packageJson.version, "--version", "print the version")
    .exitOverride()
    // An error repeats the words that were given, and they may hold control characters.
    .configureOutput({ outputError: (text, write) => write(escapeLinesForTerminal(text)) })
    .showHelpAfterError("(--help lists commands and options)");
  const withLogLines = ({ verbose = false }: Verbose): Terminal => ({ ...terminal, showsLogLines: verbose });
  const laptopCommand = (nameAndArguments: string, description: string) =>
    program
      .command(nameAndArguments)
      .description(description)
      .addOption(dataOption())
      .addOption(jsonOption());
  const command = (nameAndArguments: string, description: string) =>
    laptopCommand(nameAndArguments, description).addOption(outputsOption());

  command("status", "tell how last night's runs ended, and what a person has to do")
    .addOption(
      new Option(
        "--since <time>",
        "tell about the time since this moment: 12h, 3d, a date, or a moment",
      ).argParser(aPastMoment),
    )
    .addHelpText("after", HELP.status)
    .action(async (options: Given & { readonly since?: Date }) => {
      const { status } = await import("./status/status.ts");
      done(await status({ ...common(options), since: options.since }, terminal));
    });

  laptopCommand(
    "start [files...]",
    "run paperledger on this machine, and ingest batch files, or a sample into a new data folder",
  )
    .option(
      "--once",
      "stop when all runs have ended and are counted, and the sample subscriber has made their vectors",
    )
    .addOption(new Option("--memory", "keep all data in memory, until the command ends").conflicts("data"))
    .addOption(verboseOption())
    .addOption(
      new Option("--chaos <seed>", "make requests to AWS fail, in the same way for the same seed").argParser(
        aPositiveNumber,
      ),
    )
    .option("--limits", "make DynamoDB throttle hot keys and refuse conflicting transactions, as on AWS")
    .action(
      async (
        files: string[],
        options: Given &
          Verbose & {
            readonly once?: boolean;
            readonly memory?: boolean;
            readonly chaos?: number;
            readonly limits?: boolean;
          },
      ) => {
        const { once = false, memory = false, limits = false } = options;
        const { dataDir, json } = common(options);
        const { start } = await import("./start/start.ts");
        done(
          await start(
            files,
            { dataDir: memory ? null : dataDir, json, once, chaosSeed: options.chaos, limits },
            withLogLines(options),
            stopsInOrder(),
          ),
        );
      },
    );

  command(
    "dashboard",
    "show runs, statistics and what a person has to do as a page in the browser, until you stop it",
  )
    .addOption(
      new Option("--port <n>", "listen on this port of 127.0.0.1 (default: 4700, or any free one)").argParser(
        aPort,
      ),
    )
    .action(async (options: Given & { readonly port?: number }) => {
      const { dashboard } = await import("./dashboard/dashboard.ts");
      done(await dashboard({ ...common(options), port: options.port }, terminal, stopsInOrder()));
    });

  laptopCommand("env", "print the endpoints of npm start, as exports for a shell or as JSON")
    .addHelpText(
      "after",
      '\nThen the AWS CLI, and the AWS SDK of any language, speak to this machine:\n  eval "$(./paperledger env)"',
    )
    .action(async (options: Given) => {
      const { env } = await import("./env/env.ts");
      done(await env(common(options), terminal));
    });

  command("tail", "show events as they come, until you stop it")
    .addHelpText("after", `\n${TAIL_PERMISSIONS}`)
    .addOption(
      new Option("--type <types...>", "show these types of event only").choices([...RUN_EVENT_TYPES]),
    )
    .option("--trace <id>", "show the events of this run only, by its trace id or ULID")
    .addOption(
      new Option(
        "--from <time>",
        "first show the events of the log from this UTC date or moment on; on AWS this needs dynamodb:Scan and Query on the runs table",
      ).argParser(aDateOrMoment),
    )
    .addOption(new Option("--limit <n>", "end after this many events").argParser(aPositiveNumber))
    .addOption(
      new Option(
        "--forward <url>",
        "post each event as JSON to this address of this machine; an event that it refuses is sent again",
      ).argParser(aLoopbackUrl),
    )
    .option("--exec <command>", "pipe the events to a shell command, each as a line of JSON")
    .action(
      async (
        options: Given & {
          readonly type?: readonly RunEventType[];
          readonly trace?: string;
          readonly from?: Date;
          readonly limit?: number;
          readonly forward?: string;
          readonly exec?: string;
        },
      ) => {
        const { type: types = [], trace: run, from, limit, forward, exec } = options;
        const { tail } = await import("./tail/tail.ts");
        done(
          await tail(
            { ...common(options), types, run, from, limit, forward, exec },
            terminal,
            stopsInOrder(),
          ),
        );
      },
    );

  const replayed = command("replay", "send events of the log again, to a queue or bus of your own");
  replayed
    .addHelpText(
      "after",
      "\nSends the days in order. Each event is sent as it was published, with metadata.replayed_at added. If you stop the replay, the same\ncommand continues it. It needs dynamodb:Scan and Query on the runs table, and sqs:SendMessage on the queue or events:PutEvents on the bus.",
    )
    .addOption(
      new Option(
        "--from <time>",
        "send events from this UTC date or moment on, such as 2025-03-01; optional with --trace",
      ).argParser(aDateOrMoment),
    )
    .addOption(
      new Option(
        "--to <time>",
        "send events up to this UTC date or moment, which is not included (default: now)",
      ).argParser(aDateOrMoment),
    )
    .option(
      "--trace <id>",
      "send the events of this run only, by its trace id, its ULID or a beginning of its ULID",
    )
    .addOption(
      new Option("--type <types...>", "send these types of event only").choices([...RUN_EVENT_TYPES]),
    )
    .addOption(
      new Option("--to-queue <url>", "send to this SQS queue").argParser(aQueueUrl).conflicts("toBus"),
    )
    .addOption(new Option("--to-bus <arn>", "send to this event bus").argParser(aBusArn))
    .addOption(
      new Option("--events-per-second <n>", "send no faster than this on average")
        .argParser(aPositiveNumber)
        .default(200),
    )
    .option("--restart", "begin at --from, even if an earlier replay was stopped before its end")
    .action(
      async (
        options: Given & {
          readonly from?: Date;
          readonly to?: Date;
          readonly trace?: string;
          readonly type?: readonly RunEventType[];
          readonly toQueue?: string;
          readonly toBus?: string;
          readonly eventsPerSecond: number;
          readonly restart?: boolean;
        },
      ) => {
        const {
          to,
          trace: run,
          type: types = [],
          toQueue,
          toBus,
          eventsPerSecond,
          restart = false,
        } = options;
        const from = options.from ?? (run === undefined ? undefined : new Date(0));
        if (!from) return replayed.error("error: give --from, or --trace ID");
        const destination = destinationOf(toQueue, toBus);
        if (!destination) return replayed.error("error: give --to-queue URL, or --to-bus ARN");
        const { replay } = await import("./replay/replay.ts");
        done(
          await replay(
            { ...common(options), from, to, run, types, destination, eventsPerSecond, restart },
            terminal,
            stopsInOrder(),
          ),
        );
      },
    );

  laptopCommand("ingest <files...>", "upload batch files and wait for their runs")
    .addHelpText(
      "after",
      "\nA file is a path, or s3://BUCKET/KEY for an object in the laptop's own S3. Each upload starts a run, so the object\nis uploaded again under a new key.",
    )
    .addOption(verboseOption())
    .action(async (files: string[], options: Given & Verbose) => {
      const { ingest } = await import("./ingest/ingest.ts");
      done(await ingest(files, common(options), withLogLines(options), stopsInOrder()));
    });

  const filling = command(
    "backfill [source]",
    "ingest every file of a folder, or of s3://BUCKET/PREFIX, each as a run of its own",
  );
  filling
    .addHelpText(
      "after",
      "\nEstimates time and cost, asks, then ingests every file. If you stop it, start it again: it skips the files that are done.\nObjects in S3 go through a queue: on AWS (--outputs) you may switch your machine off once the messages are sent.\nAn object that already has a run is skipped, unless you give --again.\nA file of a folder whose run failed is listed each time. It is uploaded again only after the file has changed.\n--papers-per-second limits the average rate, computed from the estimated number of papers. A single file is still read at full speed.",
    )
    .addOption(
      new Option(
        "--runs-at-once <n>",
        "from a folder: ingest at most this many files at a time (default: 2)",
      ).argParser(aPositiveNumber),
    )
    .addOption(
      new Option(
        "--papers-per-second <n>",
        "from a folder: upload no faster than this many papers a second on average",
      ).argParser(aPositiveNumber),
    )
    .addOption(
      new Option(
        "--again [time]",
        "from s3://: also make a new run of an object that has one; with the time that an earlier backfill printed, continue that backfill",
      ).argParser(aPastMoment),
    )
    .option("--progress", "show the progress of the backfill's queue, and end")
    .option("--yes", "start without asking")
    .addOption(verboseOption())
    .action(
      async (
        source: string | undefined,
        options: Given &
          Verbose & {
            readonly runsAtOnce?: number;
            readonly papersPerSecond?: number;
            readonly again?: Date | true;
            readonly progress?: boolean;
            readonly yes?: boolean;
          },
      ) => {
        const { runsAtOnce, papersPerSecond, again, progress = false, yes = false } = options;
        if (progress) {
          const { showBackfillProgress } = await import("./backfill/backfill.ts");
          return done(await showBackfillProgress(common(options), withLogLines(options), stopsInOrder()));
        }
        if (source === undefined)
          return filling.error("error: give a folder or s3://BUCKET/PREFIX, or --progress");
        const { backfill } = await import("./backfill/backfill.ts");
        done(
          await backfill(
            source,
            { ...common(options), runsAtOnce, papersPerSecond, again, yes, ask: askOnTerminal() },
            withLogLines(options),
            stopsInOrder(),
          ),
        );
      },
    );

  command(
    "runs",
    "list runs, newest first: those of today, unless you give a time, a status, or what to look for",
  )
    .addOption(dateOption().conflicts(["from", "to"]))
    .addOption(
      new Option("--from <time>", "show runs since then: 12h, 3d, a date, or a moment").argParser(aMoment),
    )
    .addOption(new Option("--to <time>", "show runs up to then").argParser(aMoment))
    .addOption(
      new Option(
        "--status <statuses...>",
        "show runs with these statuses; without a time, runs of all days",
      ).choices(RUN_STATUSES),
    )
    .addOption(
      new Option(
        "--failed-since <time>",
        "show runs that failed since then, also those of older files, such as a backfill's",
      )
        .argParser(aPastMoment)
        .conflicts(["date", "from", "to", "status"]),
    )
    .addOption(new Option("--source <name>", "show runs with records of this source").argParser(aSource))
    .addOption(new Option("--file <text>", "show runs whose file has this text in its name").argParser(aText))
    .addOption(
      new Option(
        "--reason <reason>",
        "show runs that failed for this reason, or rejected records for it",
      ).argParser(aText),
    )
    .addOption(
      new Option("--limit <n>", "show at most this many runs").argParser(aPositiveNumber).default(20),
    )
    .option("--before <run>", "show runs before this one: the next page")
    .addOption(
      new Option("--stuck", "show runs of all days that started and then went silent").conflicts([
        "date",
        "from",
        "to",
        "status",
        "failedSince",
        "source",
        "file",
        "reason",
        "before",
      ]),
    )
    .addOption(
      new Option("--minutes <n>", "with --stuck: silent for at least this many minutes")
        .argParser(aPositiveNumber)
        .default(30)
        .implies({ stuck: true }),
    )
    .action(
      async (
        options: Given & {
          readonly date?: string;
          readonly from?: Date;
          readonly to?: Date;
          readonly status?: readonly RunStatus[];
          readonly failedSince?: Date;
          readonly source?: string;
          readonly file?: string;
          readonly reason?: string;
          readonly limit: number;
          readonly before?: string;
          readonly stuck?: boolean;
          readonly minutes: number;
        },
      ) => {
        const { status: statuses = [], stuck = false, minutes, ...given } = options;
        if (stuck) {
          const { listStuckRuns } = await import("./runs/stuck-runs.ts");
          return done(await listStuckRuns({ ...common(options), minutes }, terminal));
        }
        const { date, from, to, failedSince, source, file, reason, limit, before } = given;
        const { runs } = await import("./runs/runs.ts");
        done(
          await runs(
            {
              ...common(options),
              date,
              from,
              to,
              statuses,
              failedSince,
              source,
              file,
              reason,
              limit,
              before,
            },
            terminal,
          ),
        );
      },
    );

  command("trace <id>", "show a run, its events and its rejects, by its trace id or ULID")
    .option("--all", "show every event and every reject")
    .action(async (id: string, options: Given & { readonly all?: boolean }) => {
      const { trace } = await import("./trace/trace.ts");
      done(await trace(id, { ...common(options), all: options.all ?? false }, terminal));
    });

  const papers = command(
    "papers [paper-id]",
    "show a paper and the runs that wrote it, or list the papers that a run wrote",
  );
  papers
    .option("--trace <id>", "the run, by its trace id or ULID")
    .addOption(
      new Option("--limit <n>", "with --trace: show at most this many papers").argParser(aPositiveNumber),
    )
    .addOption(
      new Option("--skip <n>", "with --trace: leave out this many papers, for the next page").argParser(
        aPositiveNumber,
      ),
    )
    .action(async (id: string | undefined, options: Given & PapersFlags) => {
      const { trace: ofRun, limit, skip } = options;
      if (id !== undefined && ofRun === undefined && limit === undefined && skip === undefined) {
        const { paper } = await import("./papers/paper.ts");
        done(await paper(id, common(options), terminal));
      } else if (id === undefined && ofRun !== undefined) {
        const { listPapersOfRun } = await import("./papers/papers-of-run.ts");
        done(await listPapersOfRun(ofRun, { ...common(options), limit, skip }, terminal));
      } else
        papers.error(
          "error: give either a paper's id, such as arxiv:2401.12345, or --trace ID, which takes --limit and --skip",
        );
    });

  command("stats", "show the statistics of all time, of a day, or of a source on a day")
    .addOption(dateOption())
    .addOption(sourceOption())
    .action(async (options: Given & { readonly date?: string; readonly source?: string }) => {
      const { scopeOf, stats } = await import("./stats/stats.ts");
      done(await stats({ ...common(options), scope: scopeOf(options) }, terminal));
    });

  command("verify", "prove that the statistics are the fold of the event log").action(
    async (options: Given) => {
      const { verify } = await import("./verify/verify.ts");
      done(await verify(common(options), terminal));
    },
  );

  command("rebuild", "compute the statistics again from the event log, while runs go on")
    .addOption(slotsOption())
    .action(async (options: Given & { readonly slots?: number }) => {
      const { rebuild } = await import("./rebuild/rebuild.ts");
      done(await rebuild({ ...common(options), slots: options.slots }, terminal));
    });

  command("rejects <id>", "show the records of a run that could not be read or written").action(
    async (id: string, options: Given) => {
      const { rejects } = await import("./rejects/rejects.ts");
      done(await rejects(id, common(options), terminal));
    },
  );

  const again = command(
    "redrive [id]",
    "hand unfinished work to its function again: a run, rejects, or discarded events",
  );
  again
    .option("--rejects", "ingest the rejects of the run, as a new run that is linked to it")
    .option("--stream", "project the stream batches that the projector could not process")
    .option("--subscriber", "deliver the events that the sample subscriber could not handle")
    .option("--failed", "process the batch files whose messages the processor gave up")
    .addOption(
      new Option(
        "--failed-since <time>",
        "process again the runs that failed since then: 12h, 3d, a date, or a moment",
      ).argParser(aPastMoment),
    )
    .addOption(
      new Option(
        "--rejects-since <time>",
        "ingest again the rejects of all runs since a time: 12h, 3d, a date, or a moment. The time of a run is that of its upload; if it began much later, that of its start",
      ).argParser(aPastMoment),
    )
    .addOption(
      new Option(
        "--reason <reason>",
        "with --failed-since: only runs that failed for this reason. With --rejects-since: only runs that rejected a record for this reason, with all their rejects",
      ).argParser(aText),
    )
    .option("--events", "fold and publish a range of the event log again, with --from and --to")
    .addOption(
      new Option(
        "--from <time>",
        "with --events: from this moment on, such as 2025-03-01T00:00:00Z",
      ).argParser(aMoment),
    )
    .addOption(
      new Option("--to <time>", "with --events: up to this moment (default: now)").argParser(aMoment),
    )
    .addOption(
      new Option("--events-per-second <n>", "with --events: publish no faster than this on average")
        .argParser(aPositiveNumber)
        .default(200),
    )
    .option("--yes", "with --events: begin without asking")
    .addOption(verboseOption())
    .addHelpText("after", HELP.redrive)
    .action(async (id: string | undefined, options: Given & Verbose & RedriveFlags & RedriveEventsFlags) => {
      const redriven = redrivenOf(id, options);
      if (!redriven)
        return again.error(
          "error: give a run's id (with --rejects for its rejects), or one of --failed-since, --rejects-since, --stream, --subscriber, --failed, or --events with --from. --reason goes with the first two",
        );
      if (redriven.what === "events") {
        const { redriveEventsCommand } = await import("./redrive/redrive-events.ts");
        const { to, eventsPerSecond, yes = false } = options;
        const given = { from: redriven.from, to, eventsPerSecond, yes, ask: askOnTerminal() };
        return done(
          await redriveEventsCommand({ ...common(options), ...given }, withLogLines(options), stopsInOrder()),
        );
      }
      const { redrive } = await import("./redrive/redrive.ts");
      done(await redrive(redriven, common(options), withLogLines(options), stopsInOrder()));
    });

  program
    .command("completion")
    .description("print a script by which a shell completes this command line")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .action(async (shell: Shell) => {
      const { completionScript } = await import("./completion/completion.ts");
      terminal.print(completionScript(shell, describedCommands(program)));
    });

  for (const each of program.commands) {
    refuseOptionsAsValues(each);
    each.addHelpText("after", () => `${exitCodesText(each.name())}\n${examplesText(each.name())}`);
  }
  return program;
}
