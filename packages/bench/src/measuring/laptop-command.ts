import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The path of a build's command, relative to the build's folder. */
const MAIN = join("packages", "cli", "src", "main.ts");

const LOOKS_EVERY_MS = 100;

export interface BuildRun {
  /** Is called for each line of standard output, with the id of the process. */
  readonly onLine?: (line: string, pid: number) => void;
  /** Is called from time to time while the process runs, with its id. */
  readonly onLook?: (pid: number) => void;
  /** The options of Node. */
  readonly nodeArgs?: readonly string[];
}

/**
 * Runs the `paperledger` command of a build, in a process of its own.
 *
 * @param build the folder of the build
 * @returns the time in milliseconds from the start of the process to its end
 * @throws Error if the command does not succeed
 */
export async function runBuild(
  build: string,
  args: readonly string[],
  { onLine = () => {}, onLook = () => {}, nodeArgs = [] }: BuildRun = {},
): Promise<number> {
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, [...nodeArgs, join(build, MAIN), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  createInterface({ input: child.stdout }).on("line", (line) => onLine(line, child.pid ?? 0));
  const looking = setInterval(() => onLook(child.pid ?? 0), LOOKS_EVERY_MS);
  const [code] = await once(child, "close");
  clearInterval(looking);
  if (code !== 0) throw new Error(`paperledger ${args.join(" ")} of ${build} ended with ${code}`);
  return performance.now() - startedAtMs;
}
