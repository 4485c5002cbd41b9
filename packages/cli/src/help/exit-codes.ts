import { EXIT } from "../command-error.ts";

/** The meanings of a command's exit codes. If a code is left out, its general meaning applies, or the command never returns it. */
interface CommandCodes {
  readonly 0: string;
  readonly 1?: string;
  readonly 2?: string;
  readonly 3?: string;
  /** True if the first Ctrl-C ends the command in order, and only a second one ends it at once. */
  readonly endsInOrder?: boolean;
}

/** The exit codes of each command. `--help` and the table in `docs/operations.md` are made from them. */
export const EXIT_CODES: Readonly<Record<string, CommandCodes>> = {
  status: {
    0: "there is nothing to do",
    1: "there is something to do",
    2: "unknown, because something could not be read, or the command cannot be done as given",
  },
  start: {
    0: "stopped by Ctrl-C; with --once, all runs are completed",
    1: "with --once: a run failed, or had not ended",
    endsInOrder: true,
  },
  dashboard: { 0: "stopped by Ctrl-C", endsInOrder: true },
  env: { 0: "printed" },
  tail: {
    0: "stopped by Ctrl-C, or all of --limit are shown",
    1: "its rule or queue could not be removed, or the command of --exec ended",
    endsInOrder: true,
  },
  replay: {
    0: "all events are sent",
    1: "stopped before the end, the target did not take an event, or an item could not be read",
    endsInOrder: true,
  },
  ingest: {
    0: "all runs are completed",
    1: "a run failed or had not ended, or there is no such object",
    endsInOrder: true,
  },
  backfill: {
    0: "all runs are completed; on AWS from s3://, all messages are sent",
    1: "a run failed, now or before, or was given up; files are left; or there is no batch file",
    endsInOrder: true,
  },
  runs: { 0: "listed", 1: "an item could not be read; with --stuck, there is a silent run" },
  trace: { 0: "shown", 1: "there is no such run, or an item could not be read" },
  papers: { 0: "shown", 1: "there is no such paper or run, or an item could not be read" },
  stats: { 0: "shown", 1: "an item could not be read" },
  verify: {
    0: "the statistics are the fold of the event log",
    1: "they differ, or an item could not be read",
    3: "undecided, because runs are under way or events are not counted yet: verify again when they are",
  },
  rebuild: { 0: "built", 1: "an item could not be read, and is not counted" },
  rejects: { 0: "shown", 1: "there is no such run, or an item could not be read" },
  redrive: {
    0: "all is done",
    1: "something failed again, was rejected again, or could not be handed over",
    3: "something has not ended yet, or Ctrl-C stopped it after a part of the work",
    endsInOrder: true,
  },
  completion: { 0: "printed" },
};

const CANNOT_BE_DONE = "the command cannot be done as given, or not on this machine";
const ENDED_AT_ONCE = "Ctrl-C ended it at once";
const ENDED_BY_THE_SECOND = "a second Ctrl-C ended it at once, or the first one before it began its work";

/** Returns the codes of a command with their meanings, in order. */
function meaningsOf(command: string): readonly (readonly [code: number, meaning: string])[] {
  const codes = EXIT_CODES[command];
  if (!codes) return [];
  const byCtrlC = codes.endsInOrder ? ENDED_BY_THE_SECOND : ENDED_AT_ONCE;
  const { ok, wrong, unusable, undecided, interrupted } = EXIT;
  const all: readonly (readonly [number, string | undefined])[] = [
    [ok, codes[ok]],
    [wrong, codes[wrong]],
    [unusable, codes[unusable] ?? CANNOT_BE_DONE],
    [undecided, codes[undecided]],
    [interrupted, byCtrlC],
  ];
  return all.flatMap(([code, meaning]) => (meaning === undefined ? [] : [[code, meaning] as const]));
}

/** Returns the exit codes of a command as a part of its help. */
export const exitCodesText = (command: string): string =>
  [
    "\nExit codes:",
    ...meaningsOf(command).map(([code, meaning]) => `  ${String(code).padEnd(3)}  ${meaning}`),
  ].join("\n");

/** Returns the exit codes of all commands as a table in Markdown. */
export const exitCodesTable = (): string =>
  [
    "| command | exit code | meaning |",
    "|---|---|---|",
    ...Object.keys(EXIT_CODES).flatMap((command) =>
      meaningsOf(command)
        .filter(([, meaning]) => !GENERAL.has(meaning))
        .map(([code, meaning]) => `| \`${command}\` | ${code} | ${meaning} |`),
    ),
    `| every other | ${EXIT.unusable} | ${CANNOT_BE_DONE} |`,
    `| every one | ${EXIT.interrupted} | ${ENDED_AT_ONCE}. For ${inOrder().join(", ")}, this is the second Ctrl-C. The first one lets the command finish its current work. Before the command has begun its work, for example while the laptop starts or while the command asks, the first one ends it |`,
  ].join("\n");

/** The meanings that all commands share. Each of them has a single row in the table. */
const GENERAL: ReadonlySet<string> = new Set([CANNOT_BE_DONE, ENDED_AT_ONCE, ENDED_BY_THE_SECOND]);

const inOrder = (): readonly string[] =>
  Object.entries(EXIT_CODES).flatMap(([command, { endsInOrder }]) => (endsInOrder ? [`\`${command}\``] : []));
