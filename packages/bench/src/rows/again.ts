import type { BenchRow, BenchSize } from "../bench-row.ts";
import { startBenchDynamoDb } from "../bench-tables.ts";
import { gzippedFeed } from "../feed/feed.ts";
import { dollars, watchConsumed } from "../measuring/consumed-capacity.ts";
import { type Effort, measure } from "../measuring/measure.ts";
import { ingest } from "../ours.ts";
import { readAndAsk } from "../peers/bare-reads.ts";
import { figure, rate } from "../report/quantities.ts";

const PAPERS: Readonly<Record<BenchSize, number>> = { full: 10_000, quick: 1_500, tiny: 100 };
const ROUNDS: Readonly<Record<BenchSize, number>> = { full: 3, quick: 2, tiny: 1 };

/** Measures a second ingest of the same file under a new key. All its papers are stored already. */
export const againRow: BenchRow = {
  name: "again",
  async run(size) {
    const papers = PAPERS[size];
    const feed = gzippedFeed(papers);
    await using dynamoDb = await startBenchDynamoDb();
    const firsts: Effort[] = [];
    const seconds: Effort[] = [];
    const leasts: Effort[] = [];
    for (let round = 0; round < ROUNDS[size]; round++)
      await dynamoDb.withTables(async (tables) => {
        const client = dynamoDb.client();
        firsts.push(await measure(() => ingest(feed, client, tables)));
        for (let again = 0; again < 2; again++)
          seconds.push(await measure(() => ingest(feed, client, tables)));
        for (let again = 0; again < 2; again++)
          leasts.push(await measure(() => readAndAsk(feed, client, tables.papers)));
        client.destroy();
      });
    const [first, second, least] = [leastMs(firsts), leastMs(seconds), leastMs(leasts)];

    const bill = await dynamoDb.withTables(async (tables) => {
      const [once, again] = [dynamoDb.client(), dynamoDb.client()];
      const [consumedOnce, consumedAgain] = [watchConsumed(once), watchConsumed(again)];
      await ingest(feed, once, tables);
      await ingest(feed, again, tables);
      once.destroy();
      again.destroy();
      return { once: consumedOnce, again: consumedAgain };
    });
    const perMillion = (consumed: typeof bill.once) =>
      `$${figure((dollars(consumed) / papers) * 1e6)} per million papers (${figure(consumed.writeUnits / papers)} write and ${figure(consumed.readUnits / papers)} read units a paper)`;
    return [
      {
        what: "a file ingested a second time: speed",
        ours: rate((papers * 1_000) / second, "papers"),
        against: `the first time: ${rate((papers * 1_000) / first, "papers")}`,
        ratio: first / second,
        aim: { atLeast: 5 },
        note: `a program that only reads and parses the file and reads each paper with BatchGetItem, without run events, comes to ${figure(first / least)}`,
      },
      {
        what: "a file ingested a second time: DynamoDB's bill",
        ours: perMillion(bill.again),
        against: `the first time: ${perMillion(bill.once)}`,
        ratio: dollars(bill.once) / dollars(bill.again),
        aim: { atLeast: 30 },
        note: "the embedded DynamoDB's ConsumedCapacity of papers and event log; on-demand prices",
      },
    ];
  },
};

const leastMs = (efforts: readonly Effort[]) => Math.min(...efforts.map(({ ms }) => ms));
