import { setTimeout as wait } from "node:timers/promises";
import { BatchExecuteStatementCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { paperItem } from "@paperledger/aws/papers/paper-item";
import { dynamoDbPaperStore } from "@paperledger/aws/papers/paper-store";
import { insertStatement } from "@paperledger/aws/statements/statement";
import type { TextVersion } from "@paperledger/core/papers/paper";
import { backoffMs } from "@paperledger/core/retries/backoff";
import pMap from "p-map";
import type { BenchRow, BenchSize } from "../bench-row.ts";
import { startBenchDynamoDb } from "../bench-tables.ts";
import { throttleStatements } from "../faults/throttled-table.ts";
import { unitBucket } from "../faults/unit-bucket.ts";
import { gzippedFeed } from "../feed/feed.ts";
import { papersOf } from "../feed/papers-of.ts";
import { figure } from "../report/quantities.ts";

const SECONDS: Readonly<Record<BenchSize, number>> = { full: 10, quick: 4, tiny: 0.2 };
/** The write units a second that a new on-demand table allows. A paper of a little over 3 KB takes four of them. */
const UNITS_PER_SECOND = 4_000;
const UNITS_A_PAPER = 4;
const IN_FLIGHT = 16;

/** Measures how much of a table's allowance is used, and how many writes for each paper are throttled. */
export const throttledRow: BenchRow = {
  name: "throttled",
  async run(size) {
    const seconds = SECONDS[size];
    // More papers than the table can take in this time.
    const papers = Math.ceil(((1.5 * seconds + 1) * UNITS_PER_SECOND) / UNITS_A_PAPER);
    const batches = await papersOf(gzippedFeed(papers));
    const ours = await writeFor(seconds, batches, (client, table) => {
      const store = dynamoDbPaperStore({ client, table });
      return (batch) => store.upsert(batch);
    });
    const unlimited = await writeFor(
      seconds,
      batches,
      (client, table) => (batch) => untilWritten(batch, client, table),
    );
    return [
      {
        what: `used part of a table's ${UNITS_PER_SECOND} write units a second`,
        formerly: `a table that allows ${UNITS_PER_SECOND} units a second: its allowance used`,
        ours: `${figure(ours.usedPerSecond)} units/s`,
        against: `${UNITS_PER_SECOND} units/s`,
        ratio: ours.usedPerSecond / UNITS_PER_SECOND,
        aim: { atLeast: 0.9 },
      },
      {
        what: "throttled tries for each paper, at the same table",
        formerly: "the same: tries in vain per paper",
        ours: figure(ours.inVain),
        against: `${IN_FLIGHT} in flight, with only backoff: ${figure(unlimited.inVain)}, with ${figure(unlimited.usedPerSecond)} units/s`,
        ratio: ours.inVain,
        aim: { atMost: 0.5 },
      },
    ];
  },
};

async function writeFor(
  seconds: number,
  batches: readonly (readonly TextVersion[])[],
  writerOn: (
    client: DynamoDBDocumentClient,
    table: string,
  ) => (batch: readonly TextVersion[]) => Promise<unknown>,
) {
  await using dynamoDb = await startBenchDynamoDb();
  return await dynamoDb.withTables(async ({ papers: table }) => {
    const client = dynamoDb.client();
    const bucket = unitBucket({ unitsPerSecond: UNITS_PER_SECOND, savedMs: 1_000 });
    const seen = throttleStatements(client, bucket, UNITS_A_PAPER);
    const write = writerOn(client, table);
    let isTimeUp = false;
    const writing = pMap(batches, async (batch) => isTimeUp || write(batch), { concurrency: IN_FLIGHT });
    await wait(seconds * 1_000);
    isTimeUp = true;
    const { unitsTaken, statementsTaken, statementsThrottled } = seen;
    await writing;
    client.destroy();
    return {
      usedPerSecond: unitsTaken / seconds,
      inVain: statementsThrottled / Math.max(statementsTaken, 1),
    };
  });
}

/** Writes a batch as most programs do: throttled writes are tried again after a wait with full jitter. */
async function untilWritten(
  batch: readonly TextVersion[],
  client: DynamoDBDocumentClient,
  table: string,
): Promise<void> {
  let left = batch.map((paper) => insertStatement(table, paperItem(paper)));
  for (let attempt = 1; left.length > 0; attempt++) {
    if (attempt > 1) await wait(backoffMs(attempt - 1, { baseMs: 50, capMs: 2_000 }));
    const { Responses = [] } = await client.send(new BatchExecuteStatementCommand({ Statements: left }));
    left = left.filter((_, place) => Responses[place]?.Error);
  }
}
