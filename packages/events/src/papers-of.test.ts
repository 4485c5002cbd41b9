import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { batchDoneOnBusSchema } from "./bus-event.ts";
import { PapersPutOffError, papersOf, type ReadPaperItems } from "./papers-of.ts";
import { sampleEvents } from "./samples.fixture.ts";

const event = batchDoneOnBusSchema.parse(sampleEvents.get("batch-done"));
const { trace_id } = event.detail.metadata;
const eventOf = (ids: readonly string[]) => ({
  ...event,
  detail: { ...event.detail, data: { ...event.detail.data, upserted_ids: [...ids] } },
});

const item = (paper_id: string, changes: object = {}) => ({
  paper_id,
  source: "arxiv",
  title: "A title",
  abstract: "",
  authors: ["A. Author"],
  published_date: "2024-01",
  categories: [],
  raw_xml: "<entry/>",
  trace_id,
  record_number: 3,
  batch_timestamp: "2026-03-01T02:03:04.567Z",
  processing_status: "ingested",
  created_at: "2026-03-01T02:03:04.567Z",
  updated_at: "2024-01-02T00:00:00.000Z",
  ...changes,
});
const NO_WAIT = { wait: async () => {} };

test("returns the state of each paper in the table, in the order of the event", async () => {
  const items = [
    item("a:older", { trace_id: "batch-20260301-01KJKJXNE7ZA8X7YNZFJZ930ZB" }),
    item("a:gzip", { raw_xml: gzipSync("<entry>ü</entry>"), raw_encoding: "gzip" }),
    item("a:away", { processing_status: "withdrawn", withdrawn_at: "2026-01-01T00:00:00.000Z" }),
    item("a:odd", { title: 7 }),
    item("a:text"),
  ];
  const ids = ["a:text", "a:gzip", "a:gone", "a:older", "a:odd", "a:away", "a:text"];
  const papers = await papersOf(eventOf(ids), async () => ({ items }));
  expect(papers.map(({ kind, paper_id }) => [paper_id, kind])).toEqual([
    ["a:text", "current"],
    ["a:gzip", "current"],
    ["a:gone", "gone"],
    ["a:older", "newer"],
    ["a:odd", "unreadable"],
    ["a:away", "withdrawn"],
  ]);
  expect(papers[1]).toMatchObject({ paper: { raw_xml: "<entry>ü</entry>" } });
  expect(papers[4]).toMatchObject({ problem: "title is a number, and not text" });
});

test("unprocessed ids are read again, and no request has more than 100 ids", async () => {
  const asked: number[] = [];
  const read: ReadPaperItems = async (ids) => {
    asked.push(ids.length);
    const half = Math.ceil(ids.length / 2);
    return { items: ids.slice(0, half).map((id) => item(id)), unprocessed: ids.slice(half) };
  };
  const ids = Array.from({ length: 130 }, (_, nth) => `a:${nth}`);
  const papers = await papersOf(eventOf(ids), read, NO_WAIT);
  expect(papers.map(({ paper_id }) => paper_id)).toEqual(ids);
  expect(new Set(papers.map(({ kind }) => kind))).toEqual(new Set(["current"]));
  expect(Math.max(...asked)).toBe(100);
});

test("if ids stay unprocessed for too long, the error says what to do", async () => {
  const read: ReadPaperItems = async (unprocessed) => ({ items: [], unprocessed });
  const reading = papersOf(eventOf(["a:1"]), read, { ...NO_WAIT, maxTries: 3 });
  await expect(reading).rejects.toThrow(PapersPutOffError);
  await expect(reading).rejects.toThrow("left 1 papers unprocessed 3 times (a:1): handle the event again");
});
