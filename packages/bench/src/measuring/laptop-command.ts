import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The path of a build's command, relative to the build's folder. */
const MAIN = join("packages", "cli", "src", "main.ts");

/**
 * Runs the `paperledger` command of a build, in a process of its own.
 *
 * @param build the folder of the build
 * @param onLine is called for each line of standard output, with the id of the process
 * @returns the time in milliseconds from the start of the process to its end
 * @throws Error if the command does not succeed
 */
export async function runBuild(
  build: string,
  args: readonly string[],
  onLine: (line: string, pid: number) => void = () => {},
): Promise<number> {
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, [join(build, MAIN), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  createInterface({ input: child.stdout }).on("line", (line) => onLine(line, child.pid ?? 0));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`paperledger ${args.join(" ")} of ${build} ended with ${code}`);
  return performance.now() - startedAtMs;
}
