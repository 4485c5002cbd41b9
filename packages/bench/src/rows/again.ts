import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { TableNames } from "@paperledger/aws/tables/table-definitions";
import type { BenchRow, BenchSize, Build, Finding } from "../bench-row.ts";
import { startBenchDynamoDb } from "../bench-tables.ts";
import { gzippedFeed } from "../feed/feed.ts";
import { dollars, watchConsumed } from "../measuring/consumed-capacity.ts";
import { type Effort, measure } from "../measuring/measure.ts";
import { median } from "../measuring/pairs.ts";
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
        note: `a program that only reads and parses the file and reads each paper with BatchGetItem, without run events, reaches ${figure(first / least)}`,
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
  async against(other, size) {
    const papers = PAPERS[size];
    const feed = gzippedFeed(papers);
    const bare: Effort[] = [];
    const ours = ingestsOf({ startBenchDynamoDb, ingest }, async (client, { papers }) => {
      bare.push(await measure(() => readAndAsk(feed, client, papers)));
    });
    const theirs = ingestsOf(other);
    for (let round = 0; round < 2 * ROUNDS[size]; round++) {
      const sides = round % 2 === 0 ? [ours, theirs] : [theirs, ours];
      for (const side of sides) await side.measureRound(feed);
    }
    const perSecondOf = (efforts: readonly Effort[]) =>
      rate((papers * 1_000) / median(efforts.map(({ ms }) => ms)), "papers");
    const quotient = (above: readonly Effort[], below: readonly Effort[], of: (effort: Effort) => number) =>
      median(above.map((effort, nth) => of(effort) / of(below[nth] ?? effort)));
    const cpuOf = (efforts: readonly Effort[]) =>
      `${figure((median(efforts.map(({ cpuMs }) => cpuMs)) * 1_000) / papers)} µs`;
    return [
      {
        what: "a file ingested a second time: speed",
        ours: perSecondOf(ours.seconds),
        against: perSecondOf(theirs.seconds),
        ratio: quotient(theirs.seconds, ours.seconds, ({ ms }) => ms),
        aim: { atLeast: 1.25 },
      },
      {
        what: "this speed, compared with a program that only reads and parses the file and reads each paper with BatchGetItem",
        ours: perSecondOf(ours.seconds),
        against: perSecondOf(bare),
        ratio: quotient(bare, ours.seconds, ({ ms }) => ms),
        aim: { atLeast: 0.8 },
      },
      {
        what: "client CPU per paper of the first ingest",
        ours: cpuOf(ours.firsts),
        against: cpuOf(theirs.firsts),
        ratio: quotient(ours.firsts, theirs.firsts, ({ cpuMs }) => cpuMs),
        aim: { atMost: 1 },
      },
    ] satisfies readonly Finding[];
  },
};

/**
 * The ingests of one build: of a new file, and of the same file again.
 *
 * @param afterwards is called at the end of each round, while the tables hold the file's papers
 */
function ingestsOf(
  build: Build,
  afterwards: (client: DynamoDBDocumentClient, tables: TableNames) => Promise<void> = async () => {},
) {
  const [firsts, seconds]: [Effort[], Effort[]] = [[], []];
  return {
    firsts,
    seconds,
    async measureRound(feed: Buffer): Promise<void> {
      await using dynamoDb = await build.startBenchDynamoDb();
      await dynamoDb.withTables(async (tables) => {
        const client = dynamoDb.client();
        firsts.push(await measure(() => build.ingest(feed, client, tables)));
        seconds.push(await measure(() => build.ingest(feed, client, tables)));
        await afterwards(client, tables);
        client.destroy();
      });
    },
  };
}

const leastMs = (efforts: readonly Effort[]) => Math.min(...efforts.map(({ ms }) => ms));
