/** The parts of the page. Each is written by a run of its own. */
type BenchmarksPart = "alone" | "against";

export interface MeasuredPart {
  readonly part: BenchmarksPart;
  readonly table: string;
  readonly machine: string;
  readonly date: string;
  readonly command: string;
}

/** Replaces one part of the benchmarks page, and returns the page. @param before the page as it is. Empty if there is no page yet */
export function benchmarksPage(before: string, measured: MeasuredPart): string {
  const parts = (["alone", "against"] as const).map((part) =>
    part === measured.part ? partText(measured) : (writtenPart(before, part) ?? notMeasured(part)),
  );
  return [`# Benchmarks\n\n${HOW}`, ...parts].join("\n\n");
}

const HEADINGS: Readonly<Record<BenchmarksPart, string>> = {
  alone: "## Beside peers and limits",
  against: "## Beside an older build",
};

const EXPLAINED: Readonly<Record<BenchmarksPart, string>> = {
  alone:
    "Each row compares this build with a peer, or with the least that the work can take, in the same run.",
  against:
    "Each row compares this build with an older one, in turn in the same run. In a row without an aim, a ratio over 1 means that this build is better. In a row with an aim, the aim says whether a higher or a lower ratio is better.",
};

function partText({ part, table, machine, date, command }: MeasuredPart): string {
  return `${HEADINGS[part]}

${EXPLAINED[part]} Written by \`${command}\` on ${date}, on ${machine}. \`--only ROW\` measures one row.

${table.trimEnd()}
`;
}

const notMeasured = (part: BenchmarksPart) => `${HEADINGS[part]}\n\nNot measured yet.\n`;

/** Returns a part as an earlier run wrote it. */
function writtenPart(page: string, part: BenchmarksPart): string | undefined {
  const from = page.indexOf(HEADINGS[part]);
  if (from < 0) return undefined;
  const next = page.indexOf("\n## ", from);
  return `${page.slice(from, next < 0 ? undefined : next).trimEnd()}\n`;
}

const HOW = `This page is written by the benchmarks; do not edit it.

The only database here is the embedded DynamoDB (dynoxide, in memory). It is a process of its own on the same cores. AWS itself may be faster or
slower, so read the ratios.

**How.** A paper is an arXiv entry of about 2 KB, whose item in the papers table has about 3 KB. All sides of a row do the same work on the same
papers in the same run, in turn. Usually the best round of each side counts, and every round begins with empty tables. Each peer gets the number of
requests in flight at which it was fastest. An ingest is all the work of the processor on a file: uncompress, split into records, parse, find repeats,
read the stored versions, write, and append the run events. The file is in memory and not in S3. Client CPU is the CPU time of all threads of our
process. Some notes give the ratio that the bare work reaches, without anything else.

A row is \`packages/bench/src/rows/NAME.ts\`. \`npm run bench -- --only NAME\` measures it alone, and \`--quick\` measures all rows roughly.
\`--against FOLDER\` compares each row with another build, such as a worktree of an older commit. \`--write\` writes the result to this page.`;
