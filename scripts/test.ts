// Everything that CI checks, one after the other; stops at the first that fails.
import { spawnSync } from "node:child_process";

const checks: readonly (readonly [name: string, ...command: readonly string[]])[] = [
  ["lint and format", "biome", "check", "."],
  ["types", "tsc", "--noEmit"],
  ["types of the stacks", "node", "scripts/typecheck-stacks.ts"],
  ["tests", "vitest", "run", ...process.argv.slice(2)],
];

for (const [name, command = "", ...args] of checks) {
  console.log(`\n== ${name}: ${command} ${args.join(" ")}`);
  const { status, error } = spawnSync(command, args, {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error(`\n== ${name} did not pass${error ? `: ${error.message}` : ""}`);
    process.exit(1);
  }
}
