import { papersPerSecond } from "@paperledger/core/text/quantities";
import type { BatchBar } from "../api/run-answers.ts";
import type { LoggedBatch } from "./run-logs.ts";

/**
 * Returns the batches as at most `most` bars, each with about the same number of batches.
 *
 * @param batches in order of `seq`
 * @param startedAt the start of the first batch
 */
export function batchStrip(
  batches: readonly LoggedBatch[],
  startedAt: string | null,
  most: number,
): readonly BatchBar[] {
  const perBar = Math.max(1, Math.ceil(batches.length / most));
  const bars: BatchBar[] = [];
  for (let from = 0; from < batches.length; from += perBar) {
    const before = bars.at(-1)?.at ?? startedAt;
    const bar = barOf(batches.slice(from, from + perBar), before);
    if (bar) bars.push(bar);
  }
  return bars;
}

function barOf(batches: readonly LoggedBatch[], before: string | null): BatchBar | undefined {
  const [first, last] = [batches[0], batches.at(-1)];
  if (!first || !last) return undefined;
  const sum = (count: "processed" | "upserted" | "duplicate" | "rejected") =>
    batches.reduce((total, batch) => total + batch[count], 0);
  const processed = sum("processed");
  // Batches are written in parallel, so a later batch may be done first.
  const at = batches.reduce((latest, batch) => (batch.at > latest ? batch.at : latest), "");
  return {
    first_seq: first.seq,
    last_seq: last.seq,
    batches: batches.length,
    at,
    slowest_ms: batches.reduce((most, { batch_ms }) => Math.max(most, batch_ms), 0),
    processed,
    upserted: sum("upserted"),
    duplicate: sum("duplicate"),
    rejected: sum("rejected"),
    papers_per_second:
      before === null ? null : papersPerSecond(processed, Date.parse(at) - Date.parse(before)),
  };
}
