// Runs everything that CI checks, side by side: the static checks and the tests. At the end it prints which of them failed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { installBrowser } from "./install-browser.ts";

interface Check {
  readonly name: string;
  readonly command: readonly string[];
  /** Shows the output while the check runs. The output of other checks is shown at their end, and only if they fail. */
  readonly isShown?: true;
}

/** Returns the command of a script in package.json. */
function script(name: string): readonly string[] {
  return ["npm", "run", "--silent", name];
}

/** Lists of checks. The lists run side by side. The checks of one list run one after the other. */
const STATIC_CHECKS: readonly (readonly Check[])[] = [
  [{ name: "types", command: script("typecheck") }],
  [{ name: "lint and format", command: script("lint") }],
  [{ name: "arrows between packages, and circles", command: script("arrows") }],
  [{ name: "unused files, exports and dependencies", command: script("unused") }],
];

/** Fetches SST's platform if it is missing. The tests of the stacks need it too. */
const TYPES_OF_STACKS: Check = {
  name: "types of the stacks",
  command: script("typecheck:stacks"),
};

const chosen = process.argv.slice(2);

const TESTS: readonly (readonly Check[])[] =
  chosen.length > 0
    ? [[TYPES_OF_STACKS, { name: "chosen tests", command: ["vitest", "run", ...chosen], isShown: true }]]
    : [
        [TYPES_OF_STACKS, { name: "tests of the stacks", command: ["vitest", "run", "--project", "stacks"] }],
        [
          {
            name: "tests",
            command: ["vitest", "run", "--project", "int", "--project", "unit"],
            isShown: true,
          },
        ],
      ];

/** Runs a check. Returns true if it passed. */
async function passes({ command, name, isShown }: Check): Promise<boolean> {
  const [program = "", ...args] = command;
  const startedAtMs = performance.now();
  const child = spawn(program, args, {
    stdio: isShown ? "inherit" : ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => output.push(chunk));
  const status: unknown = await once(child, "close").then(
    ([code]) => code,
    (error: Error) => error.message,
  );
  const seconds = Math.round((performance.now() - startedAtMs) / 1_000);
  console.log(`== ${name}: ${status === 0 ? "passed" : `did not pass (${status})`} after ${seconds} s`);
  if (status !== 0) console.log(Buffer.concat(output).toString());
  return status === 0;
}

/** Runs checks one after the other, up to the first one that fails. Returns that check's name. */
async function failureOf(checks: readonly Check[]): Promise<string | undefined> {
  for (const check of checks) if (!(await passes(check))) return check.name;
  return undefined;
}

installBrowser();
const all = [...TESTS, ...STATIC_CHECKS];
console.log("Runs side by side:");
for (const checks of all) console.log(`   ${checks.map(({ name }) => name).join(", then ")}`);
const failures = (await Promise.all(all.map(failureOf))).filter((name) => name !== undefined);
for (const name of failures) console.error(`== ${name}: did not pass. Its output is above.`);
process.exit(failures.length === 0 ? 0 : 1);
