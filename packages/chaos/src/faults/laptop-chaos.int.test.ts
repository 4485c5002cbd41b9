import { papersOfRun } from "@paperledger/core/papers/papers-of-run";
import { verifyStatistics } from "@paperledger/core/statistics/verify";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import type { Delivery, Laptop } from "@paperledger/local/laptop";
import { startLaptop } from "@paperledger/local/start-laptop";
import { expect, test } from "vitest";
import { batchFile } from "../worlds/batch-file.ts";

const SEED = Number(process.env.LAPTOP_CHAOS_SEED ?? 42);
const FILE = { name: "papers.gz", content: batchFile(300) };

/** Ingests one file on a laptop. Returns what the laptop holds then, without names and times. */
async function outcomeOf(chaosSeed: number | undefined) {
  const lines: string[] = [];
  const deliveries: Delivery[] = [];
  const laptop = await startLaptop({
    chaosSeed,
    onLogLine: (_, line) => lines.push(line),
    onDelivery: (delivery) => deliveries.push(delivery),
    onProblem: () => {},
  });
  try {
    await laptop.upload(FILE);
    await laptop.quiet();
    return {
      outcome: await summaryOf(laptop, deliveries),
      faults: lines.filter((line) => line.includes("Fault injected")).length,
    };
  } finally {
    await laptop.stop();
  }
}

async function summaryOf({ ledger }: Laptop, deliveries: readonly Delivery[]) {
  const events = await Array.fromAsync(ledger.eventLog.allEvents());
  const runId = parseTraceId(events[0]?.metadata.trace_id ?? "");
  const runs = (await Array.fromAsync(ledger.statistics.all())).flatMap((each) =>
    each.kind === "run" ? [each.run] : [],
  );
  const papers = await Array.fromAsync(papersOfRun(ledger.eventLog.eventsOf(runId), ledger.papers));
  return {
    events: events.map(({ type, metadata, data }) => ({
      type,
      seq: metadata.seq,
      counts: "processed" in data ? [data.processed, data.upserted, data.duplicate, data.rejected] : [],
    })),
    papers: papers.map(({ paper_id, state }) => `${paper_id} ${state}`).sort(),
    runs: runs.map(({ run_status, applied }) => ({ run_status, applied })),
    vectorized: [...new Set(deliveries.map(({ event_id }) => event_id.replace(runId, "run")))].sort(),
    unexplained: (await verifyStatistics(ledger)).differences,
  };
}

test("a laptop with every fault at once ends with the same result as one without", async () => {
  const calm = await outcomeOf(undefined);
  const chaotic = await outcomeOf(SEED);
  expect(calm.faults).toBe(0);
  expect(chaotic.faults).toBeGreaterThan(10);
  expect(calm.outcome.papers).toHaveLength(300);
  expect(chaotic.outcome).toEqual(calm.outcome);
});
