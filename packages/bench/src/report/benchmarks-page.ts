/** Returns the page with the results of a benchmark run. */
export const benchmarksPage = ({
  table,
  machine,
  date,
  command,
}: {
  readonly table: string;
  readonly machine: string;
  readonly date: string;
  readonly command: string;
}): string => `# Benchmarks

Written by \`${command}\` on ${date}; do not edit it.

${table}

**Machine.** ${machine}. The embedded DynamoDB (dynoxide, in memory) is a process of its own on the same cores, and the only
database here: what AWS itself adds or takes away is not in these figures, so read the ratios.

**How.** A paper is an arXiv entry of some 2 KB, whose item in the papers table has some 3 KB. All sides of a row do the same work on the same
papers in the same run, turn by turn; each side's best round counts, and every round begins with empty tables. A peer is given the number of
requests in flight at which it was fastest. "End to end" is all that the processor does with a file: uncompress, cut, parse, find repeats, read what is
known, write, and append the run events. Memory stands for S3. Client CPU is that of our process, all threads. Where an aim is not met, the note
beside it has what the bare work alone comes to, with nothing of ours around it.

A row is \`packages/bench/src/rows/NAME.ts\`; \`npm run bench -- --only NAME\` measures it alone, \`--quick\` all of them roughly.
\`--against FOLDER\` measures each row beside another build, such as a worktree of an older commit, turn by turn: over 1, this build is better.
`;
