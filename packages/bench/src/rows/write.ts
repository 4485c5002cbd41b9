import { dynamoDbPaperStore } from "@paperledger/aws/papers/paper-store";
import type { BenchRow, BenchSize } from "../bench-row.ts";
import { startBenchDynamoDb } from "../bench-tables.ts";
import { gzippedFeed } from "../feed/feed.ts";
import { LIMITS, papersOf } from "../feed/papers-of.ts";
import { bestInFlight, sendAll } from "../measuring/in-flight.ts";
import { bestOf, measure, perSecond } from "../measuring/measure.ts";
import { ingest } from "../ours.ts";
import { executeBare, statementsFor } from "../peers/bare-statements.ts";
import { updateSingly } from "../peers/single-updates.ts";
import { figure, rate } from "../report/quantities.ts";

const PAPERS: Readonly<Record<BenchSize, number>> = { full: 10_000, quick: 1_500, tiny: 50 };
const ROUNDS: Readonly<Record<BenchSize, number>> = { full: 4, quick: 2, tiny: 1 };

/** Measures a file end to end, compared with only its writes, and compared with one write for each paper. */
export const writeRow: BenchRow = {
  name: "write",
  async run(size) {
    const papers = PAPERS[size];
    const feed = gzippedFeed(papers);
    const batches = await papersOf(feed);
    await using dynamoDb = await startBenchDynamoDb();
    const client = dynamoDb.client();

    const bare = (inFlight: number) =>
      dynamoDb.withTables(async (tables) =>
        sendAll(statementsFor(batches, tables.papers), inFlight, (each) => executeBare(client, each)),
      );
    const singly = (inFlight: number) =>
      dynamoDb.withTables((tables) =>
        sendAll(batches.flat(), inFlight, (paper) => updateSingly(client, tables.papers, paper)),
      );
    const upserts = () =>
      dynamoDb.withTables(({ papers: table }) => {
        const store = dynamoDbPaperStore({ client, table });
        return sendAll(batches, LIMITS.batchesInFlight, (batch) => store.upsert(batch));
      });
    const bareInFlight = await bestInFlight([2, 4, 8, 16], bare);
    const singlyInFlight = await bestInFlight([8, 16, 32, 64], singly);

    const [ours, upserted, statements, updates] = await bestOf(
      ROUNDS[size],
      () => dynamoDb.withTables((tables) => measure(() => ingest(feed, client, tables))),
      upserts,
      () => bare(bareInFlight),
      () => singly(singlyInFlight),
    );
    client.destroy();
    const oursRate = rate(perSecond(papers, ours), "papers");
    const cpuUs = (effort: { readonly cpuMs: number }) => (effort.cpuMs * 1_000) / papers;
    return [
      {
        what: "ingest of a file, compared with bare BatchExecuteStatement",
        formerly: "a file end to end, over bare BatchExecuteStatement",
        ours: oursRate,
        against: `${rate(perSecond(papers, statements), "papers")}, ${bareInFlight} in flight`,
        ratio: statements.ms / ours.ms,
        aim: { atLeast: 0.9 },
      },
      {
        what: "ingest of a file, compared with one conditional UpdateItem for each paper",
        formerly: "a file end to end, over single conditional UpdateItem",
        ours: oursRate,
        against: `${rate(perSecond(papers, updates), "papers")}, ${singlyInFlight} in flight`,
        ratio: updates.ms / ours.ms,
        aim: { atLeast: 3 },
        note: `bare statements alone reach ${figure(updates.ms / statements.ms)}, which is the upper limit`,
      },
      {
        what: "client CPU per paper of the upserts alone, compared with one UpdateItem for each paper",
        formerly: "client CPU per paper, over single UpdateItem, which gets papers read and parsed as well",
        ours: `${figure(cpuUs(upserted))} µs`,
        against: `${figure(cpuUs(updates))} µs (bare statements: ${figure(cpuUs(statements))} µs)`,
        ratio: upserted.cpuMs / updates.cpuMs,
        aim: { atMost: 0.2 },
        note: "both sides get papers that are already read and parsed",
      },
      {
        what: "client CPU per paper of the whole ingest, compared with one UpdateItem for each paper",
        formerly: "the same, with all that a file takes",
        ours: `${figure(cpuUs(ours))} µs: reading, parsing and run events included`,
        against: `${figure(cpuUs(updates))} µs`,
        ratio: ours.cpuMs / updates.cpuMs,
        aim: "none",
      },
    ];
  },
};
