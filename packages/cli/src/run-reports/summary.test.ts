import type { RunToMake } from "@paperledger/core/statistics/run-statistics.fixture";
import { expect, test } from "vitest";
import { NO_COLORS } from "../terminal/terminal.fixture.ts";
import { endedRunOf, rejectOf } from "./ended-run.fixture.ts";
import { type SummaryOptions, summaryText } from "./summary.ts";

async function summaryOf(run: RunToMake, options: Partial<SummaryOptions> = {}) {
  const ended = await endedRunOf(run, { key: [1, 2, 3, 4].map((number) => rejectOf(number)) });
  return summaryText(ended, { colors: NO_COLORS, width: 80, ...options });
}

test("tells what a run came to", async () => {
  const vectorized = { events: 2, papers: 30, vectors: 29 };
  expect(await summaryOf({ batches: [{ reject_key: "key" }, {}] }, { vectorized })).toMatchInlineSnapshot(`
    "Run completed in 3 s, 13 papers/s
      trace id    batch-20250301-01JN8S7QG02AW4FZGP34FGKDAV
      file        raw-data/2025-03-01/papers-1.xml.gz
      processed   40
      new         30
      known        8  the table or the file holds the same or newer versions
      rejected     2
      batches     2 batches: mean 40 ms, p50 40 ms, p95 40 ms, p99 40 ms
      subscriber  2 batch-done events handled, 30 papers read, 29 vectors written
      rejects     record 1: the entry has no <id>
                  record 2: the entry has no <id>
                  record 3: the entry has no <id>"
  `);
});

test("says in words that everything was known already", async () => {
  const batch = { processed: 15, upserted: 0, duplicate: 15, rejected: 0 };
  expect(await summaryOf({ batches: [batch] })).toContain(
    "known      15  the table already holds the same or newer versions",
  );
});

test("of a failed run, tells the reason and the message", async () => {
  const summary = await summaryOf({ end: "failed", key: "raw-data/x\x1b[31m.gz" });
  expect(summary).toMatch(/^Run failed in 2 s/);
  expect(summary).toContain("reason     truncated: raw-data/x\\x1b[31m.gz ends too early");
});

test("of a file of which nothing could be read, tells no speed and no batch", async () => {
  const summary = await summaryOf(
    { end: "failed", batches: [] },
    { vectorized: { events: 0, papers: 0, vectors: 0 } },
  );
  expect(summary).toMatch(/^Run failed in 1 s\n/);
  expect(summary).not.toMatch(/batches|subscriber/);
});

test("shows the first rejects, how many more there are, and where, if no command can read them", async () => {
  const summary = await summaryOf(
    { batches: [{ processed: 20, upserted: 10, duplicate: 6, rejected: 4, reject_key: "key" }] },
    {
      showsRejectObjects: true,
    },
  );
  expect(summary.split("\n").slice(-5)).toEqual([
    "  rejects    record 1: the entry has no <id>",
    "             record 2: the entry has no <id>",
    "             record 3: the entry has no <id>",
    "             and 1 more",
    "             s3://raw/key",
  ]);
});

test("ends with the command that tells more, in one piece", async () => {
  const traceCommand = `./paperledger trace ${"0".repeat(26)} --data '/a folder with a long name and spaces in it'`;
  expect((await summaryOf({}, { traceCommand })).split("\n").at(-1)).toBe(`  ${traceCommand}`);
});
