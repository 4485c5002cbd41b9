import { BEFORE_ALL_TEXTS, paperIdSchema, type StoredPaper, timestamp } from "@paperledger/core/papers/paper";
import type { ChainedVersion } from "@paperledger/core/papers/version-chain";
import { expect, test } from "vitest";
import { NO_COLORS } from "../terminal/terminal.fixture.ts";
import { paperText } from "./paper-text.ts";

const at = timestamp(new Date("2025-03-01T12:00:00Z"));
const paper: StoredPaper = {
  paper_id: paperIdSchema.parse("arxiv:2401.90001"),
  source: "arxiv",
  title: "A title\x1b[31m",
  abstract: "Some words. ".repeat(20).trim(),
  authors: ["A. Author", "B. Author"],
  published_date: null,
  categories: ["cs.LG", "stat.ML"],
  doi: "10.5072/loom\x1b[31m",
  updated_at: at,
  created_at: at,
  batch_timestamp: at,
  trace_id: "batch-20250301-01JN8GQC00W2G4D3ZV1M1K6Q3H",
  record_number: 7,
  raw_xml: "<entry>\n  <title>A title\x1b[31m</title>\n</entry>",
  processing_status: "ingested",
};

const stored: ChainedVersion = {
  trace_id: paper.trace_id,
  record_number: paper.record_number,
  batch: { seq: 1, occurred_at: "2025-03-01T12:00:01.250Z" },
};

test("tells all of a paper, within the columns, with its source text line by line", () => {
  expect(paperText(paper, [stored], NO_COLORS, 60)).toMatchInlineSnapshot(`
    "  paper id       arxiv:2401.90001
      source         arxiv
      title          A title\\x1b[31m
      authors        A. Author, B. Author
      categories     cs.LG, stat.ML
      doi            10.5072/loom\\x1b[31m
      published      -
      status         ingested
      updated at     2025-03-01 12:00:00Z
      withdrawn at   -
      created at     2025-03-01 12:00:00Z
      trace id       batch-20250301-01JN8GQC00W2G4D3ZV1M1K6Q3H
      batch file of  2025-03-01 12:00:00Z
      record         7
      replaced       -
      abstract       Some words. Some words. Some words. Some
                     words. Some words. Some words. Some words.
                     Some words. Some words. Some words. Some
                     words. Some words. Some words. Some words.
                     Some words. Some words. Some words. Some
                     words. Some words. Some words.

    versions, newest first
      record 7 of batch-20250301-01JN8GQC00W2G4D3ZV1M1K6Q3H, batch 1, 2025-03-01 12:00:01Z

    raw_xml
    <entry>
      <title>A title\\x1b[31m</title>
    </entry>"
  `);
});

test("names the run and record of the version that this one replaced", () => {
  const previous = { trace_id: "batch-20250201-01JK00000000000000000000\x1b[31m", record_number: 1_234 };
  expect(paperText({ ...paper, previous }, [stored], NO_COLORS)).toContain(
    "\n  replaced       record 1,234 of batch-20250201-01JK00000000000000000000\\x1b[31m\n",
  );
});

test("lists the versions, and says of each that stands in no log what that means", () => {
  const older = {
    trace_id: "batch-20250201-01JK00000000000000000000\x1b[31m",
    record_number: 1_234,
    batch: null,
  };
  const text = paperText(
    paper,
    [{ ...stored, batch: null }, { ...stored, record_number: 2 }, older],
    NO_COLORS,
  );
  expect(
    text.split("\n").filter((line) => line.startsWith("  record ") && line.includes(" of batch")),
  ).toEqual([
    "  record 7 of batch-20250301-01JN8GQC00W2G4D3ZV1M1K6Q3H: in no event of that run. Its attempt has not logged the batch yet, or ended before it could",
    "  record 2 of batch-20250301-01JN8GQC00W2G4D3ZV1M1K6Q3H, batch 1, 2025-03-01 12:00:01Z",
    "  record 1,234 of batch-20250201-01JK00000000000000000000\\x1b[31m: in no event of that run. Its attempt ended before it could log the batch, and another run replaced the version before the next attempt. So earlier versions are not known",
  ]);
});

test("names the run and record of a withdrawal, also if no text is known", () => {
  const withdrawal = { withdrawn_at: at, withdrawn_trace_id: "batch-1\x1b[31m", withdrawn_record_number: 9 };
  expect(paperText({ ...paper, ...withdrawal }, [], NO_COLORS)).toContain(
    "\n  withdrawn at   2025-03-01 12:00:00Z, by record 9 of batch-1\\x1b[31m\n",
  );
  expect(paperText({ ...paper, ...withdrawal, updated_at: BEFORE_ALL_TEXTS }, [], NO_COLORS)).toContain(
    "\n  updated at     no text is known, only the withdrawal\n",
  );
});

test("shows JSON source text as well", () => {
  const { raw_xml: _, ...rest } = paper;
  expect(paperText({ ...rest, raw_json: '{"id":1}' }, [stored], NO_COLORS)).toMatch(/raw_json\n\{"id":1\}$/);
});
