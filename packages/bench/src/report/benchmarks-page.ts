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
    "Each row compares this build with an older one, turn by turn in the same run. A ratio over 1 means that this build is better, unless the row has an aim: then the ratio is the one that the aim is about.",
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

The embedded DynamoDB (dynoxide, in memory) is a process of its own on the same cores, and the only
database here. These figures do not contain what AWS itself adds or takes away, so read the ratios.

**How.** A paper is an arXiv entry of some 2 KB, whose item in the papers table has some 3 KB. All sides of a row do the same work on the same
papers in the same run, turn by turn. The best round of each side counts, and every round begins with empty tables. A peer is given the number of
requests in flight at which it was fastest. "End to end" is all that the processor does with a file: uncompress, cut, parse, find repeats, read what is
known, write, and append the run events. Memory stands for S3. Client CPU is that of our process, all threads. Where an aim is not met, the note
beside it has what the bare work alone comes to, with nothing of ours around it.

A row is \`packages/bench/src/rows/NAME.ts\`. \`npm run bench -- --only NAME\` measures it alone, and \`--quick\` measures all of them roughly.
\`--against FOLDER\` measures each row beside another build, such as a worktree of an older commit. \`--write\` keeps the result here.`;
