// Runs everything that CI checks: the static checks side by side, then the tests. Stops behind the first part that fails.
import { spawn } from "node:child_process";
import { once } from "node:events";

interface Check {
  readonly name: string;
  readonly command: readonly string[];
}

const CRUISE =
  "node --import ./scripts/typescript-6.ts node_modules/dependency-cruiser/bin/dependency-cruiser.mjs";

const STATIC_CHECKS: readonly Check[] = [
  { name: "lint and format", command: ["biome", "check", "."] },
  { name: "types", command: ["tsc", "--noEmit"] },
  { name: "types of the stacks", command: ["node", "scripts/typecheck-stacks.ts"] },
  {
    name: "arrows between packages, and circles",
    command: [
      ...CRUISE.split(" "),
      "--config",
      "dependency-cruiser.config.mjs",
      "packages",
      "stacks",
      "scripts",
    ],
  },
  { name: "unused files, exports and dependencies", command: ["knip", "--no-progress"] },
];

const TESTS: Check = { name: "tests", command: ["vitest", "run", ...process.argv.slice(2)] };

/** Runs a check and shows its output, at once or, beside other checks, when it has ended. Returns true if it passed. */
async function passes({ name, command }: Check, show: "at once" | "at its end"): Promise<boolean> {
  const [program = "", ...args] = command;
  const title = `\n== ${name}: ${command.join(" ")}`;
  if (show === "at once") console.log(title);
  const output: Buffer[] = [];
  const child = spawn(program, args, {
    stdio: show === "at once" ? "inherit" : ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => output.push(chunk));
  const status: unknown = await once(child, "close").then(
    ([code]) => code,
    (error: Error) => error.message,
  );
  if (show === "at its end") console.log(`${title}\n${Buffer.concat(output).toString().trim()}`);
  if (status !== 0)
    console.error(`\n== ${name} did not pass${typeof status === "string" ? `: ${status}` : ""}`);
  return status === 0;
}

const passed = await Promise.all(STATIC_CHECKS.map((check) => passes(check, "at its end")));
if (passed.includes(false) || !(await passes(TESTS, "at once"))) process.exit(1);
