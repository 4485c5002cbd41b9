import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import type { BenchRow, BenchSize } from "../bench-row.ts";
import { startBenchDynamoDb } from "../bench-tables.ts";
import { figure } from "../report/quantities.ts";
import type { MemoryJob } from "./memory-job.ts";

const PAPERS: Readonly<Record<BenchSize, readonly number[]>> = {
  full: [10_000, 100_000, 1_000_000],
  quick: [10_000, 20_000],
  tiny: [50, 100],
};
/** Larger files go to stores that answer at once, because an embedded DynamoDB in memory would take minutes and gigabytes. */
const MOST_REALLY_WRITTEN = 100_000;

/** Measures the peak memory of a process that ingests a file, for several lengths of the file. */
export const memoryRow: BenchRow = {
  name: "memory",
  async run(size) {
    await using dynamoDb = await startBenchDynamoDb();
    const peaksMb: number[] = [];
    for (const papers of PAPERS[size])
      peaksMb.push(
        await dynamoDb.withTables((tables) =>
          peakMb({
            papers,
            endpoint: dynamoDb.endpoint,
            tables: papers <= MOST_REALLY_WRITTEN ? { papers: tables.papers, runs: tables.runs } : null,
          }),
        ),
      );
    const most = Math.max(...peaksMb);
    const spread = most - Math.min(...peaksMb);
    const listed = PAPERS[size]
      .map((papers, index) => `${figure(papers)}: ${figure(peaksMb[index] ?? Number.NaN)} MB`)
      .join(", ");
    const note =
      `peak resident memory of a process whose heap is limited to ${HEAP_MB} MB, because V8 collects garbage late without a limit; above ${figure(MOST_REALLY_WRITTEN)} papers, the paper store answers at once and stores nothing. ` +
      "Repeats in a file are found exactly within 1,000 records or 8 MB; beyond that, the conditional write decides";
    return [
      {
        what: "peak memory, by the number of papers in the file",
        formerly: "the most memory, by papers in the file",
        ours: listed,
        against: "512 MB",
        ratio: most,
        aim: { atMost: 512 },
        note,
      },
      {
        what: "difference between the largest and the smallest of these peaks",
        formerly: "the same: the most less the least",
        ours: `${figure(spread)} MB`,
        against: "64 MB",
        ratio: spread,
        aim: { atMost: 64 },
      },
    ];
  },
};

const HEAP_MB = 256;
const CHILD = fileURLToPath(new URL("../memory-child.ts", import.meta.url));

async function peakMb(job: MemoryJob): Promise<number> {
  const child = fork(CHILD, [JSON.stringify(job)], { execArgv: [`--max-old-space-size=${HEAP_MB}`] });
  const exit = once(child, "exit").then(([code]) => {
    throw new Error(`the process that measures memory ended with ${code} before it sent its result`);
  });
  const [peakBytes] = await Promise.race([once(child, "message"), exit]);
  exit.catch(() => {});
  return z.number().parse(peakBytes) / 1_024 ** 2;
}
