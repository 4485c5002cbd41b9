import { dynamoDbLimits } from "@paperledger/faults/dynamodb-limits/dynamodb-limits";
import { limitRequests } from "@paperledger/faults/dynamodb-limits/limit-requests";
import type { BenchRow, BenchSize, Build, Finding } from "../bench-row.ts";
import { startBenchDynamoDb } from "../bench-tables.ts";
import { gzippedFeed } from "../feed/feed.ts";
import { clockOfLongSeconds } from "../measuring/clock-of-long-seconds.ts";
import { measure, perSecond } from "../measuring/measure.ts";
import { ingest } from "../ours.ts";
import { figure, rate } from "../report/quantities.ts";

const PAPERS: Readonly<Record<BenchSize, number>> = { full: 10_000, quick: 3_000, tiny: 50 };

/** The best round counts, because the first ingest of a process also compiles its code. */
const ROUNDS: Readonly<Record<BenchSize, number>> = { full: 5, quick: 3, tiny: 1 };

/** The units a second of a table that is warmed for a large load. This is AWS's default quota for a table. */
const WARM = { write: 40_000, read: 40_000 };

/** A second of the limits lasts this many seconds of the machine, so that a slow machine meets the limits as well. */
const FASTER = 10;

const OURS: Build = { startBenchDynamoDb, ingest };

/** Measures the ingest of one file, with and without DynamoDB's limits in front of the tables. */
export const limitsRow: BenchRow = {
  name: "limits",
  async run(size) {
    const { limited, unlimited } = await ratesOf(OURS, size);
    return findingsOf(limited, unlimited);
  },
  async against(other, size) {
    const { limited, unlimited } = await ratesOf(OURS, size);
    const theirs = await ratesOf(other, size);
    const fast = { nowMs: () => performance.now() / FASTER };
    const oursFaster = await rateOf(OURS, size, fast);
    const theirsFaster = await rateOf(other, size, fast);
    return [
      ...findingsOf(limited, unlimited),
      {
        what: "ingest of one file under DynamoDB's limits",
        ours: rate(limited.papersPerSecond, "papers"),
        against: `${rate(theirs.limited.papersPerSecond, "papers")}, hottest key ${theirs.limited.hottest}; ${rate(theirs.unlimited.papersPerSecond, "papers")} without limits`,
        ratio: limited.papersPerSecond / theirs.limited.papersPerSecond,
        aim: { atLeast: 3 },
        note: "a build without a hot key is limited by this machine, so the ratio depends on the machine",
      },
      {
        what: `ingest of one file under DynamoDB's limits, as if this machine were ${FASTER} times as fast`,
        ours: `${rate(oursFaster.papersPerSecond * FASTER, "papers")}, hottest key ${oursFaster.hottest}`,
        against: `${rate(theirsFaster.papersPerSecond * FASTER, "papers")}, hottest key ${theirsFaster.hottest}`,
        ratio: oursFaster.papersPerSecond / theirsFaster.papersPerSecond,
        aim: { atLeast: 3 },
        note: `here a second of the limits lasts ${FASTER} seconds. On AWS, the database does not share the cores of the processor, and many processors write at the same time`,
      },
    ];
  },
};

interface Rate {
  readonly papersPerSecond: number;
  /** The write units that the busiest key took in its busiest second. */
  readonly peakUnits: number;
  readonly hottest: string;
}

const findingsOf = (limited: Rate, unlimited: Rate): readonly Finding[] => [
  {
    what: "ingest of one file under DynamoDB's limits, compared with no limits",
    ours: rate(limited.papersPerSecond, "papers"),
    against: `${rate(unlimited.papersPerSecond, "papers")}, never throttled`,
    ratio: limited.papersPerSecond / unlimited.papersPerSecond,
    aim: { atLeast: 0.9 },
    note: `a table warmed to ${WARM.write} write units a second`,
  },
  {
    what: "write units of the busiest key in its busiest second, in this ingest",
    ours: `${figure(limited.peakUnits)} units`,
    against: `${limited.hottest}`,
    ratio: limited.peakUnits,
    aim: { atMost: 1_000 },
  },
];

/** Returns the best rates of a build with limits and without them. The two take turns in being the first of a round. */
async function ratesOf(build: Build, size: BenchSize) {
  const limited: Rate[] = [];
  const unlimited: Rate[] = [];
  for (let round = 0; round < ROUNDS[size]; round++) {
    const sides = [
      async () => limited.push(await rateOf(build, size, {})),
      async () => unlimited.push(await rateOf(build, size, { nowMs: clockOfLongSeconds() })),
    ];
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) await side();
  }
  return { limited: best(limited), unlimited: best(unlimited) };
}

/** Returns the rate of the fastest round, and the peak of the round with the highest peak. */
function best(rates: readonly Rate[]): Rate {
  const [fastest] = rates.toSorted((one, other) => other.papersPerSecond - one.papersPerSecond);
  const [busiest] = rates.toSorted((one, other) => other.peakUnits - one.peakUnits);
  if (!fastest || !busiest) throw new Error("a row has at least one round");
  return { ...busiest, papersPerSecond: fastest.papersPerSecond };
}

async function rateOf(
  build: Build,
  size: BenchSize,
  clock: { readonly nowMs?: () => number },
): Promise<Rate> {
  const papers = PAPERS[size];
  await using dynamoDb = await build.startBenchDynamoDb();
  return await dynamoDb.withTables(async (tables) => {
    const limits = dynamoDbLimits({ warm: WARM, ...clock });
    const client = dynamoDb.client();
    limitRequests(client.middlewareStack, limits);
    const effort = await measure(() => build.ingest(gzippedFeed(papers), client, tables));
    client.destroy();
    const [busiest] = limits.busiestKeys().filter(({ direction }) => direction === "write");
    return {
      papersPerSecond: perSecond(papers, effort),
      peakUnits: busiest?.peakUnits ?? 0,
      hottest: busiest
        ? `${busiest.table}${busiest.index === undefined ? "" : ` ${busiest.index}`} ${busiest.partition}: ${figure(busiest.peakUnits)} units/s`
        : "none",
    };
  });
}
