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

/** The units a second of a table that is warmed for a large load. This is AWS's default quota for a table. */
const WARM = { write: 40_000, read: 40_000 };

const OURS: Build = { startBenchDynamoDb, ingest };

/** Measures one file end to end, with and without DynamoDB's limits in front of the tables. */
export const limitsRow: BenchRow = {
  name: "limits",
  async run(size) {
    const { limited, unlimited } = await ratesOf(OURS, size);
    return findingsOf(limited, unlimited);
  },
  async against(other, size) {
    const { limited, unlimited } = await ratesOf(OURS, size);
    const theirs = await ratesOf(other, size);
    return [
      ...findingsOf(limited, unlimited),
      {
        what: "one file end to end under DynamoDB's limits",
        ours: rate(limited.papersPerSecond, "papers"),
        against: `${rate(theirs.limited.papersPerSecond, "papers")}, hottest key ${theirs.limited.hottest}; ${rate(theirs.unlimited.papersPerSecond, "papers")} without limits`,
        ratio: limited.papersPerSecond / theirs.limited.papersPerSecond,
        aim: { atLeast: 3 },
        note: "a build without a hot key is limited by this machine, so the ratio depends on the machine",
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
    what: "one file end to end under DynamoDB's limits, over the same without limits",
    ours: rate(limited.papersPerSecond, "papers"),
    against: `${rate(unlimited.papersPerSecond, "papers")}, counted alike and never throttled`,
    ratio: limited.papersPerSecond / unlimited.papersPerSecond,
    aim: { atLeast: 0.9 },
    note: `a table warmed to ${WARM.write} write units a second`,
  },
  {
    what: "the same: write units of the busiest key in its busiest second",
    ours: `${figure(limited.peakUnits)} units`,
    against: `${limited.hottest}`,
    ratio: limited.peakUnits,
    aim: { atMost: 1_000 },
  },
];

async function ratesOf(build: Build, size: BenchSize) {
  const limited = await rateOf(build, size, {});
  const unlimited = await rateOf(build, size, { nowMs: clockOfLongSeconds() });
  return { limited, unlimited };
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
