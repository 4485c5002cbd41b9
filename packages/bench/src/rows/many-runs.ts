import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bytesText } from "@paperledger/core/text/quantities";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import type { BenchRow, BenchSize, Finding } from "../bench-row.ts";
import { copyRun } from "../feed/copies-of-run.ts";
import { gzippedFeed } from "../feed/feed.ts";
import { manyRunsIn } from "../feed/many-runs.ts";
import { runBuild } from "../measuring/laptop-command.ts";
import { median } from "../measuring/pairs.ts";
import { peakBytesOf } from "../measuring/peak-of-process.ts";
import { figure } from "../report/quantities.ts";

const OURS = fileURLToPath(new URL("../../../../", import.meta.url));

const RUNS: Readonly<Record<BenchSize, number>> = { full: 100_000, quick: 2_000, tiny: 60 };
const FEW: Readonly<Record<BenchSize, number>> = { full: 100, quick: 100, tiny: 30 };
const ROUNDS: Readonly<Record<BenchSize, number>> = { full: 7, quick: 5, tiny: 1 };

/**
 * Measures an operator's commands on a data folder with many runs, compared with the same commands on a folder with 100 runs. Measures the
 * memory of `verify` too, compared with a tenth of the runs.
 */
export const manyRunsRow: BenchRow = {
  name: "many-runs",
  async run(size) {
    await using folder = await newFolder();
    const [many, few] = [join(folder.path, "many"), join(folder.path, "few")];
    const newest = ulidOf(await manyRunsIn(many, RUNS[size]));
    const newestOfFew = ulidOf(await manyRunsIn(few, FEW[size]));
    const commands: readonly (readonly [string, string])[] = [
      ["runs", "runs"],
      ["runs --reason truncated", "runs --reason truncated"],
      [`trace ${newest}`, `trace ${newestOfFew}`],
      ["status", "status"],
    ];
    const findings: Finding[] = [];
    for (const [command, ofFew] of commands) {
      const times: { many: number[]; few: number[] } = { many: [], few: [] };
      for (let round = 0; round < ROUNDS[size]; round++) {
        times.many.push(await runBuild(OURS, [...command.split(" "), "--data", many]));
        times.few.push(await runBuild(OURS, [...ofFew.split(" "), "--data", few]));
      }
      const [ms, msOfFew] = [median(times.many), median(times.few)];
      findings.push({
        what: `paperledger ${command.replace(newest, "RUN")}, with ${RUNS[size]} runs on disk`,
        ours: `${figure(ms)} ms`,
        against: `with ${FEW[size]} runs: ${figure(msOfFew)} ms`,
        ratio: ms / msOfFew,
        aim: { atMost: 1.5 },
      });
    }
    const tenth = join(folder.path, "tenth");
    await manyRunsIn(tenth, RUNS[size] / 10);
    const [peak, peakOfTenth] = [await verifyPeakBytes(many), await verifyPeakBytes(tenth)];
    // The memory of a process is known only on Linux.
    if (peakOfTenth > 0)
      findings.push({
        what: `paperledger verify, ${RUNS[size]} runs on disk: the most memory of its process`,
        ours: bytesText(peak),
        against: `with ${RUNS[size] / 10} runs: ${bytesText(peakOfTenth)}`,
        ratio: peak / peakOfTenth,
        // With few runs, most of the memory is that of a process that has just begun.
        aim: size === "full" ? { atMost: 1.25 } : "none",
      });
    return findings;
  },
  async against({ folder: theirs }, size) {
    await using folder = await newFolder();
    const file = join(folder.path, "papers-1.xml.gz");
    await writeFile(file, gzippedFeed(1, 1));
    const builds = [
      { build: OURS, data: join(folder.path, "ours"), ms: [] as number[] },
      { build: theirs, data: join(folder.path, "theirs"), ms: [] as number[] },
    ] as const;
    // Each build reads only its own layout, so each build ingests a file itself. The run is then copied.
    for (const { build, data } of builds) {
      await runBuild(build, ["ingest", file, "--data", data]);
      await copyRun(join(data, "dynamodb.sqlite"), RUNS[size]);
    }
    for (let round = 0; round < ROUNDS[size]; round++)
      for (const { build, data, ms } of builds) ms.push(await runBuild(build, ["verify", "--data", data]));
    const [ours, other] = [median(builds[0].ms), median(builds[1].ms)];
    return [
      {
        what: `paperledger verify, ${RUNS[size]} short runs on disk`,
        ours: `${figure(ours)} ms`,
        against: `${figure(other)} ms`,
        ratio: ours / other,
        aim: { atMost: 0.4 },
      },
    ];
  },
};

/** Without limits, V8 collects garbage late, so that the memory says little about the program. */
const SMALL_HEAP = ["--max-old-space-size=64", "--max-semi-space-size=2"];

/** Returns the most memory that `verify` uses for a data folder, in bytes. */
async function verifyPeakBytes(data: string): Promise<number> {
  let peak = 0;
  await runBuild(OURS, ["verify", "--data", data], {
    nodeArgs: SMALL_HEAP,
    onLook(pid) {
      peak = Math.max(peak, peakBytesOf(pid));
    },
  });
  return peak;
}

async function newFolder() {
  const path = await mkdtemp(join(tmpdir(), "paperledger-bench-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
