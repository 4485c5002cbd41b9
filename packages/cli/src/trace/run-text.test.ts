import { runOf } from "@paperledger/core/statistics/run-statistics.fixture";
import { expect, test } from "vitest";
import { NO_COLORS } from "../terminal/terminal.fixture.ts";
import { runText } from "./run-text.ts";

test("tells what a completed run did to which file, when, and how fast", () => {
  expect(runText(runOf(), NO_COLORS, 80)).toMatchInlineSnapshot(`
    "Run 01JN8S7QG02AW4FZGP34FGKDAV  completed
      trace id      batch-20250301-01JN8S7QG02AW4FZGP34FGKDAV
      file          s3://raw/raw-data/2025-03-01/papers-1.xml.gz (20 kB, arxiv-atom)
      started       2025-03-01 12:00:01Z
      completed     2025-03-01 12:00:03Z, after 2 s, 10 papers/s
      processed     20  60 kB of records
      new           15  75 %
      known          4  20 %
      rejected       1  5 %
      success rate  95 % of the records are new or known
      batches        1
      batch time    mean 40 ms, p50 40 ms, p95 40 ms, p99 40 ms"
  `);
});

test("tells why a run failed", () => {
  expect(runText(runOf({ end: "failed" }), NO_COLORS)).toMatch(
    /failed +2025-03-01 12:00:03Z truncated: .* ends too early/,
  );
});

test("tells of a run that goes on what is known of it", () => {
  const text = runText(runOf({ batches: [], end: "running" }), NO_COLORS);
  expect(text).toMatch(/^Run [0-9A-Z]{26} {2}running/);
  expect(text).not.toContain("completed");
});
