import { type DynamoDBDocumentClient, paginateScan, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { BenchRow, BenchSize, Finding } from "../bench-row.ts";
import { type BenchDynamoDb, startBenchDynamoDb } from "../bench-tables.ts";
import { newBatchFile } from "../feed/batch-file-of.ts";
import { gzippedFeed } from "../feed/feed.ts";
import { papersOf } from "../feed/papers-of.ts";
import { bestInFlight, sendAll } from "../measuring/in-flight.ts";
import { bestOf, type Effort, measure, perSecond } from "../measuring/measure.ts";
import { ingest } from "../ours.ts";
import { batchWriteLoop } from "../peers/batch-write-loop.ts";
import { putWithToolbox } from "../peers/dynamodb-toolbox.ts";
import { putWithElectro } from "../peers/electrodb.ts";
import { rate } from "../report/quantities.ts";

const PAPERS: Readonly<Record<BenchSize, number>> = { full: 5_000, quick: 800, tiny: 50 };
const ROUNDS: Readonly<Record<BenchSize, number>> = { full: 3, quick: 2, tiny: 1 };
const IN_FLIGHT = [8, 16, 32, 64];

/** Measures other libraries doing the same job. */
export const peersRow: BenchRow = {
  name: "peers",
  async run(size) {
    const papers = PAPERS[size];
    const feed = gzippedFeed(papers);
    const versions = (await papersOf(feed)).flat();
    await using dynamoDb = await startBenchDynamoDb();
    const client = dynamoDb.client();

    const putting = (peer: typeof putWithToolbox) => (inFlight: number) =>
      dynamoDb.withTables(({ papers: table }) => sendAll(versions, inFlight, peer(client, table)));
    const [toolbox, electro] = [putting(putWithToolbox), putting(putWithElectro)];
    const toolboxInFlight = await bestInFlight(IN_FLIGHT, toolbox);
    const electroInFlight = await bestInFlight(IN_FLIGHT, electro);

    const [ours, byToolbox, byElectro, byLoop] = await bestOf(
      ROUNDS[size],
      () => dynamoDb.withTables((tables) => measure(() => ingest(feed, client, tables))),
      () => toolbox(toolboxInFlight),
      () => electro(electroInFlight),
      () =>
        dynamoDb.withTables(({ papers: table }) =>
          measure(() => batchWriteLoop(feed, newBatchFile(feed.length), client, table)),
        ),
    );
    const lost = await newerLostToOlder(feed, versions.length, dynamoDb);
    client.destroy();

    const beside = (peer: string, effort: Effort, aim: Finding["aim"], note: string): Finding => ({
      what: `the same job by ${peer}`,
      ours: rate(perSecond(papers, ours), "papers"),
      against: rate(perSecond(papers, effort), "papers"),
      ratio: effort.ms / ours.ms,
      aim,
      note,
    });
    const ahead = { atLeast: 1 };
    return [
      beside(
        "DynamoDB-Toolbox",
        byToolbox,
        ahead,
        `conditional puts, ${toolboxInFlight} in flight; it gets papers that are already read and parsed`,
      ),
      beside(
        "ElectroDB",
        byElectro,
        ahead,
        `conditional puts, ${electroInFlight} in flight; it gets papers that are already read and parsed`,
      ),
      beside(
        "a loop of BatchWriteItem",
        byLoop,
        "none",
        `it writes one batch after the other, holds the whole file in memory, and has no condition and no log; its late file of older versions overwrote ${lost.byLoop} of ${lost.newer} newer papers, and ours overwrote ${lost.byUs}`,
      ),
    ];
  },
};

const NEWER_AT = "2025-01-01T00:00:00.000Z";

/** Stores a newer version of some papers, and then ingests a late file of the older versions. Returns how many newer versions were overwritten. */
async function newerLostToOlder(feed: Buffer, newer: number, dynamoDb: BenchDynamoDb) {
  const client = dynamoDb.client();
  const lostBy = (ingestLate: Parameters<BenchDynamoDb["withTables"]>[0]) =>
    dynamoDb.withTables(async (tables) => {
      await ingest(feed, client, tables);
      const papers = (await papersOf(feed)).flat();
      await sendAll(papers, 32, ({ paper_id }) =>
        client.send(
          new UpdateCommand({
            TableName: tables.papers,
            Key: { paper_id },
            UpdateExpression: "SET updated_at = :newer",
            ExpressionAttributeValues: { ":newer": NEWER_AT },
          }),
        ),
      );
      await ingestLate(tables);
      return countOlder(client, tables.papers);
    });
  const byUs = await lostBy((tables) => ingest(feed, client, tables));
  const byLoop = await lostBy(({ papers }) =>
    batchWriteLoop(feed, newBatchFile(feed.length), client, papers),
  );
  client.destroy();
  return { newer, byUs, byLoop };
}

async function countOlder(client: DynamoDBDocumentClient, TableName: string): Promise<number> {
  const pages = paginateScan(
    { client },
    {
      TableName,
      Select: "COUNT",
      FilterExpression: "updated_at < :newer",
      ExpressionAttributeValues: { ":newer": NEWER_AT },
    },
  );
  let older = 0;
  for await (const { Count = 0 } of pages) older += Count;
  return older;
}
