import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NOTHING, type Report } from "./tally.ts";
import { problemsOf, tallyOfTests, testReportSchema } from "./test-report.ts";

export const PROJECT = fileURLToPath(new URL("../../../../", import.meta.url));
const VITEST = fileURLToPath(new URL("vitest.mjs", import.meta.resolve("vitest/package.json")));

/** Attacks that consist of tests, and the files of these tests. */
export const TESTS = {
  "worst for memory": ["packages/chaos/src/hostile/hostile-memory.int.test.ts"],
  "poison and redrive": ["packages/cli/src/redrive/redrive.int.test.ts"],
  "rebuild and verify": [
    "packages/aws/src/statistics/statistics-rebuilds.int.test.ts",
    "packages/aws/src/statistics/projection.int.test.ts",
  ],
  "laptop chaos": ["packages/chaos/src/faults/laptop-chaos.int.test.ts"],
  "large log": ["packages/chaos/src/large/large-log.int.test.ts"],
  "versions in any order": ["packages/chaos/src/crashes/version-sweep.int.test.ts"],
  listening: ["packages/chaos/src/listening/listening.int.test.ts"],
  injection: ["packages/cli/src/injection.int.test.ts"],
} as const;

/** The number of random cases of each crash sweep. `npm test` runs fewer. */
const CRASH_CASES = "40";

/** Returns an attack that runs the tests with this name. Each test is a case. Tests that read a seed from the environment get this seed. */
export const attackWithTests =
  (name: keyof typeof TESTS) =>
  async (seed: number, report: Report): Promise<void> => {
    try {
      const tests = await runTests(TESTS[name], { LAPTOP_CHAOS_SEED: String(seed), CRASH_CASES });
      for (const problem of problemsOf(tests)) console.error(`Failed: ${problem}`);
      report(name, tallyOfTests(tests));
    } catch (error) {
      console.error(`Never ran: ${name}`, error);
      report(name, { ...NOTHING, wrong: 1 });
    }
  };

async function runTests(files: readonly string[], environment: Readonly<Record<string, string>>) {
  const dir = await mkdtemp(join(tmpdir(), "paperledger-soak-"));
  try {
    const outputFile = join(dir, "report.json");
    const vitest = spawn(
      process.execPath,
      [VITEST, "run", ...files, "--reporter=json", `--outputFile=${outputFile}`],
      { cwd: PROJECT, env: { ...process.env, ...environment }, stdio: ["ignore", "ignore", "inherit"] },
    );
    await once(vitest, "exit");
    return testReportSchema.parse(JSON.parse(await readFile(outputFile, "utf8")));
  } finally {
    await rm(dir, { recursive: true });
  }
}
