import type { BenchRow, BenchSize } from "../bench-row.ts";
import { startBenchDynamoDb } from "../bench-tables.ts";
import { addLatency } from "../faults/added-latency.ts";
import { gzippedFeed } from "../feed/feed.ts";
import { LIMITS } from "../feed/papers-of.ts";
import { bestOf, measure, perSecond } from "../measuring/measure.ts";
import { ingest } from "../ours.ts";
import { rate } from "../report/quantities.ts";

const PAPERS: Readonly<Record<BenchSize, number>> = { full: 12_000, quick: 800, tiny: 100 };
const ROUNDS: Readonly<Record<BenchSize, number>> = { full: 3, quick: 2, tiny: 1 };
const LATENCY_MS = 10;
const FEW_IN_FLIGHT = 2;

/** Measures how much of the database's latency is hidden by having several batches in flight. */
export const latencyRow: BenchRow = {
  name: "latency",
  async run(size) {
    const papers = PAPERS[size];
    const feed = gzippedFeed(papers);
    const part = gzippedFeed(Math.ceil(papers / 4));
    await using dynamoDb = await startBenchDynamoDb();
    const near = dynamoDb.client();
    const far = dynamoDb.client();
    addLatency(far, LATENCY_MS);
    const ingesting = (client: typeof far, batchesInFlight: number, content = feed) =>
      dynamoDb.withTables((tables) =>
        measure(() => ingest(content, client, tables, { limits: { ...LIMITS, batchesInFlight } })),
      );

    const [hidden, without, few, one] = await bestOf(
      ROUNDS[size],
      () => ingesting(far, LIMITS.batchesInFlight),
      () => ingesting(near, LIMITS.batchesInFlight),
      () => ingesting(far, FEW_IN_FLIGHT),
      () => ingesting(far, 1, part),
    );
    near.destroy();
    far.destroy();
    const alone = perSecond(Math.ceil(papers / 4), one);
    return [
      {
        what: `${LATENCY_MS} ms on each answer, ${LIMITS.batchesInFlight} batches in flight`,
        ours: rate(perSecond(papers, hidden), "papers"),
        against: `without the latency: ${rate(perSecond(papers, without), "papers")}`,
        ratio: without.ms / hidden.ms,
        aim: { atLeast: 0.9 },
        note: "the machine is the limit",
      },
      {
        what: `${LATENCY_MS} ms on each answer, ${FEW_IN_FLIGHT} batches in flight`,
        ours: rate(perSecond(papers, few), "papers"),
        against: `${FEW_IN_FLIGHT} x one in flight: ${rate(FEW_IN_FLIGHT * alone, "papers")}`,
        ratio: perSecond(papers, few) / (FEW_IN_FLIGHT * alone),
        aim: { atLeast: 0.9 },
        note: "the number in flight is the limit",
      },
    ];
  },
};
