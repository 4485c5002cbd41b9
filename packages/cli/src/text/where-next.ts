import { shellWord } from "@paperledger/core/text/shell-word";
import type { TraceId } from "@paperledger/core/trace-ids/trace-id";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Colors } from "../terminal/terminal.ts";

export const DEFAULT_DATA_DIR = ".paperledger";

/** Returns a command to paste, with the options that name the same data folder or deployment. */
export const commandLine = (command: string, place: DeploymentPlace): string =>
  ["./paperledger", command, ...placeOptions(place)].join(" ");

/** Returns the options that name a data folder or a deployment. Returns no options for the usual data folder. */
export function placeOptions({ dataDir, outputs }: DeploymentPlace): readonly string[] {
  if (outputs !== undefined) return ["--outputs", shownShellWord(outputs)];
  return dataDir === DEFAULT_DATA_DIR ? [] : ["--data", shownShellWord(dataDir)];
}

/** Quotes a word for a shell. Control characters are escaped, so that the terminal does not act on them. */
const shownShellWord = (word: string) => shellWord(escapeForTerminal(word));

/** The runs for which further commands are suggested. */
export interface RunsToLookAt {
  readonly last: TraceId;
  /** The last run that wrote a paper. Undefined if none did. */
  readonly lastWriting: TraceId | undefined;
  /** The runs that failed. */
  readonly failed: readonly TraceId[];
  /** The runs that rejected records. */
  readonly rejecting: readonly TraceId[];
  /** When the first of these runs began. */
  readonly since: Date;
}

export interface WhereNextOptions {
  readonly dataDir: string;
  /** True if this command goes on, so that the commands need another terminal. */
  readonly keepsServing: boolean;
  readonly colors: Colors;
  readonly width?: number | undefined;
}

/**
 * Returns the commands to try after some runs, with their purposes if there is room. Commands for failed runs and rejects come
 * first.
 */
export function whereNextText(
  runs: RunsToLookAt,
  { dataDir, keepsServing, colors, width }: WhereNextOptions,
): string {
  const { last, lastWriting } = runs;
  const commands: readonly (readonly [command: string, purpose: string])[] = [
    ...toMend(runs),
    [`trace ${ulidOf(last)}`, "events and rejects"],
    ...(lastWriting === undefined
      ? []
      : [[`papers --trace ${ulidOf(lastWriting)}`, "papers it wrote"] as const]),
    ["stats", "all runs together"],
    ["verify", "check of the counts"],
  ];
  const lines = commands.map(([command, purpose]) => ({ line: commandLine(command, { dataDir }), purpose }));
  const widest = Math.max(...lines.map(({ line }) => line.length));
  const hasRoom =
    widest + 2 + Math.max(...commands.map(([, purpose]) => purpose.length)) + 2 <= (width ?? Infinity);
  return [
    colors.bold(`Where to look next${keepsServing ? ", in another terminal" : ""}`),
    ...lines.map(({ line, purpose }) =>
      hasRoom
        ? `  ${colors.cyan(line)}${" ".repeat(widest - line.length)}  ${colors.dim(purpose)}`
        : `  ${colors.cyan(line)}`,
    ),
  ].join("\n");
}

/** Returns the commands for runs that failed and for records that were rejected. */
function toMend({ failed, rejecting, since }: RunsToLookAt): readonly (readonly [string, string])[] {
  const [firstFailed] = failed;
  const [firstRejecting] = rejecting;
  const again =
    firstFailed !== undefined && failed.length === 1
      ? `redrive ${ulidOf(firstFailed)}`
      : `redrive --failed-since ${momentOption(since)}`;
  return [
    ...(firstFailed === undefined ? [] : [[again, "run it again, once it is fixed"] as const]),
    ...(firstRejecting === undefined
      ? []
      : [[`rejects ${ulidOf(firstRejecting)}`, "what it rejected, and why"] as const]),
  ];
}

/**
 * Returns a moment such as `2025-03-01T17:00Z`, with seconds and milliseconds if it has them. Options accept this form, and it means the
 * same in every time zone.
 */
export const momentOption = (moment: Date): string => moment.toISOString().replace(/(:00)?\.000Z$/, "Z");

/** Returns the environment variables by which the AWS SDK and the AWS CLI reach a laptop in memory. */
export function exportsText(environment: Readonly<Record<string, string>>, colors: Colors): string {
  const names = Object.keys(environment).filter((name) => name.startsWith("AWS_"));
  return [
    colors.bold("Where to look next: AWS itself, from another terminal while this one runs"),
    ...names.map((name) => `  ${colors.cyan(`export ${name}=${shownShellWord(environment[name] ?? "")}`)}`),
  ].join("\n");
}
