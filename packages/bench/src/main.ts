import { writeFileSync } from "node:fs";
import { Command, Option } from "commander";
import type { Finding } from "./bench-row.ts";
import { BENCH_ROWS } from "./bench-rows.ts";
import { benchmarksPage } from "./report/benchmarks-page.ts";
import { machineText } from "./report/machine.ts";
import { markdownTable } from "./report/table.ts";

const PAGE = new URL("../../../docs/benchmarks.md", import.meta.url);

const program = new Command("bench")
  .description("Measures paperledger beside its peers and its limits, and prints one table.")
  .addOption(new Option("--only <name...>", "these rows alone").choices(BENCH_ROWS.map(({ name }) => name)))
  .option("--quick", "a rough look, in about a minute")
  .option("--write", "keep the table in docs/benchmarks.md")
  .parse();
const {
  only,
  quick = false,
  write = false,
} = program.opts<{
  readonly only?: readonly string[];
  readonly quick?: boolean;
  readonly write?: boolean;
}>();

const found = new Map<string, readonly Finding[]>();
for (const { name, run } of BENCH_ROWS) {
  if (only && !only.includes(name)) continue;
  const startedAtMs = performance.now();
  process.stderr.write(`${name} ... `);
  found.set(name, await run(quick ? "quick" : "full"));
  process.stderr.write(`${((performance.now() - startedAtMs) / 1_000).toFixed(1)} s\n`);
}

const table = markdownTable(found);
console.log(`\n${table}\n\n${machineText()}`);
if (write)
  writeFileSync(
    PAGE,
    benchmarksPage({
      table,
      machine: machineText(),
      date: new Date().toISOString().slice(0, 10),
      command: ["npm run bench --", ...process.argv.slice(2)].join(" "),
    }),
  );
