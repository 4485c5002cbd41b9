import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import type { BenchRow, BenchSize, Finding } from "../bench-row.ts";
import { gzippedFeed } from "../feed/feed.ts";
import { functionPeaksBytes } from "../measuring/function-peaks.ts";
import { runBuild } from "../measuring/laptop-command.ts";
import { median } from "../measuring/pairs.ts";
import { paperAndVectorWritesMs } from "../peers/papers-and-vectors.ts";
import { figure, rate } from "../report/quantities.ts";

const OURS = fileURLToPath(new URL("../../../../", import.meta.url));

const PAPERS: Readonly<Record<BenchSize, number>> = { full: 50_000, quick: 10_000, tiny: 50 };
const ROUNDS: Readonly<Record<BenchSize, number>> = { full: 9, quick: 5, tiny: 1 };

/**
 * Measures the waits of a laptop's user: ingesting a file on disk until every paper has its vector, and commands that print something.
 * The first start of a build is not measured.
 */
export const laptopRow: BenchRow = {
  name: "laptop",
  async run(size) {
    await using folder = await newFolder();
    const papers = PAPERS[size];
    const file = await feedIn(folder.path, papers);
    const dataDir = join(folder.path, "data");
    await startOnce(OURS, join(folder.path, "first"));
    const { vectorizedMs, processedMs } = await ingestOnDisk(OURS, file, papers, dataDir);
    const help = await medianOf(ROUNDS[size], () => runBuild(OURS, ["--help"]));
    const runs = await medianOf(ROUNDS[size], () => runBuild(OURS, ["runs", "--data", dataDir]));
    return [
      {
        what: `start --once on disk, ${papers} papers, until vectorized`,
        ours: `${seconds(vectorizedMs)}: ${rate((papers * 1_000) / vectorizedMs, "papers")}`,
        against: `until the run completed: ${seconds(processedMs)}`,
        ratio: processedMs / vectorizedMs,
        aim: "none",
      },
      {
        what: "paperledger --help",
        ours: `${figure(help)} ms`,
        against: `paperledger runs, on a folder where nothing runs: ${figure(runs)} ms`,
        ratio: help / runs,
        aim: "none",
      },
    ];
  },
  async against({ folder: theirs }, size) {
    await using folder = await newFolder();
    const papers = PAPERS[size];
    const file = await feedIn(folder.path, papers);
    const ourData = join(folder.path, "ours");
    const theirData = join(folder.path, "theirs");
    await startOnce(OURS, join(folder.path, "our-first"));
    await startOnce(theirs, join(folder.path, "their-first"));
    const ours = await ingestOnDisk(OURS, file, papers, ourData);
    const other = await ingestOnDisk(theirs, file, papers, theirData);
    const bareMs = await paperAndVectorWritesMs(gzippedFeed(papers), folder.path);
    const help = await inTurn(
      ROUNDS[size],
      () => runBuild(OURS, ["--help"]),
      () => runBuild(theirs, ["--help"]),
    );
    const runs = await inTurn(
      ROUNDS[size],
      () => runBuild(OURS, ["runs", "--data", ourData]),
      () => runBuild(theirs, ["runs", "--data", theirData]),
    );
    return [
      {
        what: `start --once on disk, ${papers} papers, until vectorized`,
        ours: seconds(ours.vectorizedMs),
        against: seconds(other.vectorizedMs),
        ratio: other.vectorizedMs / ours.vectorizedMs,
        aim: { atLeast: 2.5 },
        note: `a program that only reads the papers, and writes them and their vectors to a database on disk, takes ${seconds(bareMs)}: a ratio of ${figure(other.vectorizedMs / bareMs)}`,
      },
      ...peakFindings(ours.peaksBytes, other.peaksBytes),
      { what: "paperledger --help", ...help, aim: { atMost: 0.4 } },
      { what: "paperledger runs, on a folder where nothing runs", ...runs, aim: { atMost: 0.5 } },
    ];
  },
};

async function newFolder() {
  const path = await mkdtemp(join(tmpdir(), "paperledger-bench-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

async function feedIn(folder: string, papers: number): Promise<string> {
  const file = join(folder, "papers.xml.gz");
  await writeFile(file, gzippedFeed(papers));
  return file;
}

/** Ingests the sample with a build, because a build's first start makes its bundles and fills its compile cache. */
const startOnce = (build: string, dataDir: string) =>
  runBuild(build, ["start", "--once", "--json", "--data", dataDir]);

const lineSchema = z.looseObject({
  type: z.string(),
  vectors: z.number().optional(),
  processing_time_ms: z.number().optional(),
});

/**
 * Ingests a file into a new data folder with a build's `start --once`. Returns the times at which the run and all vectors were
 * done.
 */
async function ingestOnDisk(build: string, file: string, papers: number, dataDir: string) {
  const startedAtMs = performance.now();
  let vectors = 0;
  let vectorizedMs = Number.NaN;
  let processedMs = Number.NaN;
  let peaksBytes: ReadonlyMap<string, number> = new Map();
  const args = ["start", file, "--once", "--json", "--data", dataDir];
  const onLine = (text: string, pid: number) => {
    const line = lineSchema.parse(JSON.parse(text));
    if (line.type === "result") processedMs = line.processing_time_ms ?? Number.NaN;
    if (line.type !== "subscriber") return;
    vectors += line.vectors ?? 0;
    if (vectors < papers) return;
    vectorizedMs = performance.now() - startedAtMs;
    peaksBytes = functionPeaksBytes(pid);
  };
  await runBuild(build, args, { onLine });
  if (vectors !== papers) throw new Error(`${vectors} of ${papers} papers have a vector`);
  return { vectorizedMs, processedMs, peaksBytes };
}

async function medianOf(rounds: number, run: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await run());
  return median(times);
}

/** Runs two commands alternately, and changes their order in every round. The first round is not counted, because it loads the files into memory. */
async function inTurn(rounds: number, ours: () => Promise<number>, theirs: () => Promise<number>) {
  const pairs: { readonly ours: number; readonly theirs: number }[] = [];
  for (let round = 0; round <= rounds; round++) {
    const isOursFirst = round % 2 === 0;
    const first = await (isOursFirst ? ours : theirs)();
    const second = await (isOursFirst ? theirs : ours)();
    if (round > 0)
      pairs.push(isOursFirst ? { ours: first, theirs: second } : { ours: second, theirs: first });
  }
  return {
    ours: `${figure(median(pairs.map((pair) => pair.ours)))} ms`,
    against: `${figure(median(pairs.map((pair) => pair.theirs)))} ms`,
    ratio: median(pairs.map((pair) => pair.ours / pair.theirs)),
  };
}

/** Returns the peak memory of each function's process, as findings. */
function peakFindings(
  ours: ReadonlyMap<string, number>,
  theirs: ReadonlyMap<string, number>,
): readonly Finding[] {
  return [...ours].map(([name, bytes]) => ({
    what: `peak memory of the ${name}'s process in this ingest`,
    ours: megabytes(bytes),
    against: megabytes(theirs.get(name) ?? Number.NaN),
    ratio: bytes / (theirs.get(name) ?? Number.NaN),
    aim: { atMost: 1 },
  }));
}

const megabytes = (bytes: number) => `${figure(bytes / 1_024 ** 2)} MB`;

const seconds = (ms: number) => `${figure(ms / 1_000)} s`;
