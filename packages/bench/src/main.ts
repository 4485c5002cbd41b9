import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { Command, Option } from "commander";
import { compareRows } from "./against/compare-rows.ts";
import { otherBuild } from "./against/other-build.ts";
import type { BenchRow, BenchSize, Finding } from "./bench-row.ts";
import { BENCH_ROWS } from "./bench-rows.ts";
import { benchmarksPage } from "./report/benchmarks-page.ts";
import { machineText } from "./report/machine.ts";
import { markdownTable } from "./report/table.ts";

const PAGE = new URL("../../../docs/benchmarks.md", import.meta.url);

const program = new Command("bench")
  .description("Measures paperledger, compares it with other programs and with limits, and prints one table.")
  .addOption(
    new Option("--only <name...>", "measure only these rows").choices(BENCH_ROWS.map(({ name }) => name)),
  )
  .option("--quick", "a rough look, in about a minute")
  .option(
    "--against <folder>",
    "compare with the build in this folder, which has its own node_modules: a ratio over 1 means that ours is better",
  )
  .option("--write", "write the table to docs/benchmarks.md")
  .parse();
const {
  only,
  quick = false,
  against,
  write = false,
} = program.opts<{
  readonly only?: readonly string[];
  readonly quick?: boolean;
  readonly against?: string;
  readonly write?: boolean;
}>();

const other = against === undefined ? undefined : await otherBuild(against);

/** Runs a row. Returns undefined if the other build does not have the row. */
async function findingsOf(row: BenchRow, size: BenchSize): Promise<readonly Finding[] | undefined> {
  if (!other) return row.run(size);
  if (row.against) return row.against(other, size);
  const theirs = other.rows.find(({ name }) => name === row.name);
  return theirs && compareRows(row, theirs, size);
}

const found = new Map<string, readonly Finding[]>();
for (const row of BENCH_ROWS) {
  const { name } = row;
  if (only && !only.includes(name)) continue;
  const startedAtMs = performance.now();
  process.stderr.write(`${name} ... `);
  try {
    found.set(name, (await findingsOf(row, quick ? "quick" : "full")) ?? []);
  } catch (error) {
    // The rows before took a long time, so their findings are kept.
    console.error(error);
    process.exitCode = 1;
  }
  process.stderr.write(`${((performance.now() - startedAtMs) / 1_000).toFixed(1)} s\n`);
}

const table = markdownTable(found);
console.log(`\n${table}\n\n${machineText()}`);
if (write)
  writeFileSync(
    PAGE,
    benchmarksPage(existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "", {
      part: other ? "against" : "alone",
      table,
      machine: machineText(),
      date: new Date().toISOString().slice(0, 10),
      command: shownCommand(process.argv.slice(2), against),
    }),
  );

/** Returns the command without the path of this machine's folder, so that others can run it. */
function shownCommand(args: readonly string[], folder: string | undefined): string {
  return ["npm run bench --", ...args.map((arg) => (arg === folder ? "FOLDER" : arg))].join(" ");
}
