import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { runCommandLine } from "./command-line.ts";
import { checkJsonLine } from "./json/check-json-line.fixture.ts";
import { terminalOf } from "./terminal/terminal.fixture.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));

/** The output of a command, and its exit code. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Each line of standard output as JSON. */
  json(): readonly Record<string, unknown>[];
}

/** The command, as it runs in a process of its own. */
export interface RunningCommand {
  readonly pid: number;
  /** Waits until standard output holds the text. @throws if the command ends before */
  until(text: string): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** The child processes of the command, and their child processes. */
  descendants(): readonly number[];
  /** The process ids of the descendants that run this program. */
  descendantsNamed(program: string): readonly number[];
  readonly ended: Promise<Ended>;
}

const unended = new Set<ChildProcess>();

/** Ends the commands that a failed test left running. The processes that they started end with them. */
export async function endCommands(): Promise<void> {
  const exits = [...unended].map((child) => once(child, "exit"));
  for (const child of unended) child.kill("SIGKILL");
  await Promise.all(exits);
}

export interface CommandOptions {
  readonly cwd: string;
  /** The whole environment of the command. By default, the test's own environment without a DynamoDB. */
  readonly env?: Readonly<Record<string, string>>;
  /** The user that runs the command. By default, the user that runs the test. */
  readonly uid?: number;
}

export function startCommand(
  args: readonly string[],
  { cwd, env: given, uid }: CommandOptions,
): RunningCommand {
  const { AWS_ENDPOINT_URL_DYNAMODB: _, ...own } = process.env;
  const stdio = ["ignore", "pipe", "pipe"] as const;
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: given ?? own,
    stdio: [...stdio],
    ...(uid !== undefined && { uid }),
  });
  unended.add(child);
  child.once("exit", () => unended.delete(child));
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${MAIN} cannot be started`);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  const ended = endOf(child).then((code) => ({ code, stdout, stderr, json: () => linesOf(stdout, args) }));
  return {
    pid,
    async until(text) {
      while (!stdout.includes(text)) {
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`paperledger ${args.join(" ")} ended without ${text}:\n${stdout}\n${stderr}`);
        await wait(20);
      }
    },
    signal: (signal) => child.kill(signal),
    descendants: () => descendantsOf(pid),
    descendantsNamed: (program) => descendantsOf(pid).filter((each) => programOf(each) === program),
    ended,
  };
}

/**
 * Returns the options for a command whose user may not write a file without permission. Root may write everything, so for root that is
 * another user. Undefined if that user cannot read the program.
 */
export function asOrdinaryUser(): Pick<CommandOptions, "uid"> | undefined {
  if (process.getuid?.() !== 0) return {};
  const { status } = spawnSync(process.execPath, [MAIN, "--help"], { uid: NOBODY });
  return status === 0 ? { uid: NOBODY } : undefined;
}

/** The user `nobody` of most systems. */
const NOBODY = 65_534;

/** Runs the command to its end. */
export const runCommand = (args: readonly string[], options: CommandOptions): Promise<Ended> =>
  startCommand(args, options).ended;

/** Runs the command to its end. @throws with its output if it does not succeed */
export const runToSuccess = async (args: readonly string[], options: CommandOptions): Promise<Ended> =>
  succeeded(args, await runCommand(args, options));

/**
 * Runs the command in this process, in its working folder. That saves the start of a process, which takes longer than most
 * commands. Such a command gets no signals, and does not end when the embedded DynamoDB dies.
 */
export async function runHere(args: readonly string[]): Promise<Ended> {
  const { terminal, printed, errors } = terminalOf();
  const code = await runCommandLine(args, terminal, () => new AbortController().signal);
  const textOf = (texts: readonly string[]) => texts.map((text) => `${text}\n`).join("");
  const stdout = textOf(printed);
  return { code, stdout, stderr: textOf(errors), json: () => linesOf(stdout, args) };
}

/** Runs the command in this process. @throws with its output if it does not succeed */
export const runHereToSuccess = async (args: readonly string[]): Promise<Ended> =>
  succeeded(args, await runHere(args));

function succeeded(args: readonly string[], ended: Ended): Ended {
  if (ended.code === 0) return ended;
  throw new Error(
    `paperledger ${args.join(" ")} ended with ${ended.code}:\n${ended.stdout}\n${ended.stderr}`,
  );
}

async function endOf(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, "close");
  return typeof code === "number" ? code : null;
}

/** Parses lines of JSON. @throws Error if a line does not match its schema, or has a type that the command does not print */
const linesOf = (text: string, [command]: readonly string[]): readonly Record<string, unknown>[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const parsed = JSON.parse(line);
      // Tail prints events as EventBridge delivers them.
      if (command !== "tail") checkJsonLine(parsed, command);
      return parsed;
    });

function descendantsOf(pid: number): readonly number[] {
  const children = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child, parent]) => (child !== undefined && parent === pid ? [child] : []));
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

const programOf = (pid: number): string =>
  execFileSync("ps", ["-o", "comm=", "-p", String(pid)], { encoding: "utf8" }).trim();

/** Returns which of these processes still exist, after they have had a moment to end. */
export async function stillThere(pids: readonly number[]): Promise<readonly number[]> {
  const alive = () => pids.filter(isAlive);
  for (let waits = 0; waits < 100 && alive().length > 0; waits++) await wait(50);
  return alive();
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
