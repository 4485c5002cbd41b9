import type { RunLine } from "../../src/api/answers.ts";

/** A line of the list. */
export const lineOf = (line: Partial<RunLine> = {}): RunLine => ({
  trace_id: "batch-20261127-01KB3B0000ABCDEFGHJKMNPQRS",
  at: "2026-11-27T20:00:00.000Z",
  outcome: "completed",
  bucket: "raw",
  key: "raw-data/night/papers-1.xml.gz",
  size_bytes: 2_000,
  format: "arxiv-atom",
  started_at: "2026-11-27T20:00:01.000Z",
  took_ms: 2_000,
  span_ms: 2_000,
  was_redriven: false,
  upserted: 20,
  duplicate: 0,
  rejected: 0,
  reasons: [],
  sources: ["arxiv"],
  ...line,
});
