import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { atomFeed, ERROR_FEED, entries, gzippedFeed } from "../batch-files.fixture.ts";
import {
  type EmbeddedAws,
  eventsOf,
  papersOf,
  processorOn,
  rejectsOf,
  startEmbeddedAws,
  upload,
} from "../embedded-aws.fixture.ts";
import type { ProcessorResponse } from "./processor.ts";
import { S3_TEST_EVENT, s3ByEventBridge, s3Notification, sqsMessages } from "./s3-events.fixture.ts";

let aws: EmbeddedAws;
let process: (event: unknown) => Promise<ProcessorResponse>;

beforeAll(async () => {
  aws = await startEmbeddedAws();
  process = processorOn(aws);
});

afterAll(() => aws.stop());

/** Returns the result for an event with one file. */
async function resultOf(event: unknown, by = process) {
  const response = await by(event);
  if ("results" in response) throw new Error(`expected one result, but got ${JSON.stringify(response)}`);
  return response;
}

const process1 = async (content: Uint8Array | string) => resultOf(await upload(aws, content));

test("an object with an ignored key makes no run, and other objects in the same event are processed", async () => {
  const junk = ["raw/_SUCCESS", "raw/a.xml.gz.md5", "raw/manifest.json"];
  const events = await Promise.all(junk.map((key) => upload(aws, "x", { key })));
  const paper = await upload(aws, atomFeed(entries(1, {}, 70_000)));
  const Records = [...events, paper].flatMap((event) => event.Records);
  expect(await process({ Records })).toMatchObject({ status: "completed", upsert_count: 1 });
  expect(await process(events[0])).toEqual({ results: [] });
});

describe("a feed of 60 papers", () => {
  test("is written completely, and the result has the agreed fields", async () => {
    const event = await upload(aws, gzippedFeed(entries(60)), { key: "raw-data/2026-03-01/papers 60+.gz" });
    const result = await resultOf(event);
    expect(result).toEqual({
      trace_id: expect.stringMatching(/^batch-20260301-[0-9A-Z]{26}$/),
      processed_count: 60,
      duplicate_count: 0,
      upsert_count: 60,
      failed_count: 0,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      status: "completed",
      processing_time_ms: expect.any(Number),
      s3_key: "raw-data/2026-03-01/papers 60+.gz",
      batch_statistics: {
        total_batches: 3,
        successful_batches: 3,
        failed_batches: 0,
        avg_batch_time_ms: expect.any(Number),
      },
    });
    expect(await papersOf(aws, result.trace_id)).toHaveLength(60);
  });

  test("appends started, a batch-done for each batch of 25, and completed, with their seqs", async () => {
    const { trace_id } = await process1(gzippedFeed(entries(60, {}, 100)));
    const events = await eventsOf(aws, trace_id);
    expect(events.map(({ type, metadata }) => [metadata.seq, type, metadata.event_id])).toEqual([
      [0, "started", `${trace_id}:0`],
      [1, "batch-done", `${trace_id}:1`],
      [2, "batch-done", `${trace_id}:2`],
      [3, "batch-done", `${trace_id}:3`],
      [4, "completed", `${trace_id}:4`],
    ]);
    const done = events.flatMap((event) => (event.type === "batch-done" ? [event.data] : []));
    expect(done.map(({ processed, position }) => [processed, position.record_number])).toEqual([
      [25, 25],
      [25, 50],
      [10, 60],
    ]);
    expect(done.flatMap(({ upserted_ids }) => upserted_ids)).toEqual(
      entries(60, {}, 100).map(({ id }) => `arxiv:${id}`),
    );
  });

  test("stores each paper as an item of the table, with the entry's exact source text", async () => {
    const feed = atomFeed([{ id: "2402.01230", version: 3, title: "Long\n   title & more" }]);
    const { trace_id } = await process1(gzipSync(feed));
    const [paper] = await papersOf(aws, trace_id);
    expect(paper).toEqual({
      paper_id: "arxiv:2402.01230",
      source: "arxiv",
      title: "Long title & more",
      abstract: "What 2402.01230 says in version 3.",
      authors: ["Ada Example", "Pál Erdős"],
      published_date: "2024-01-01",
      categories: ["cs.DL", "cs.IR"],
      raw_xml: feed.slice(feed.indexOf("<entry>"), feed.indexOf("</entry>") + "</entry>".length),
      trace_id,
      record_number: 1,
      batch_timestamp: "2026-03-01T02:03:04.567Z",
      processing_status: "ingested",
      created_at: "2026-03-01T02:03:04.567Z",
      updated_at: "2024-01-03T10:00:00.000Z",
      tie: expect.stringMatching(/^\d{23}[0-9a-f]{12}$/),
    });
  });

  test("in batches of 10 if the mean size of records is over 10,000 bytes", async () => {
    const { batch_statistics } = await process1(
      gzippedFeed(entries(25, { summary: "x".repeat(11_000) }, 300)),
    );
    expect(batch_statistics.total_batches).toBe(3);
  });
});

describe("the three shapes of an S3 event", () => {
  test("an S3 event of EventBridge is processed", async () => {
    const key = "raw-data/by EventBridge+.gz";
    const [record] = (await upload(aws, gzippedFeed(entries(2, {}, 400)), { key })).Records;
    const event = s3ByEventBridge({ bucket: aws.bucket, key, etag: record?.s3.object.eTag ?? "" });
    expect(await resultOf(event)).toMatchObject({ processed_count: 2, upsert_count: 2 });
  });

  test("S3 notifications inside SQS messages are all processed", async () => {
    const first = await upload(aws, gzippedFeed(entries(2, {}, 410)));
    const second = await upload(aws, gzippedFeed(entries(3, {}, 420)));
    const response = await process(sqsMessages(first, second));
    expect(response).toMatchObject({ results: [{ processed_count: 2 }, { processed_count: 3 }] });
    expect(response.batchItemFailures).toBeUndefined();
  });

  test("several records of one notification are all processed, in order", async () => {
    const first = await upload(aws, gzippedFeed(entries(1, {}, 430)));
    const second = await upload(aws, gzippedFeed(entries(2, {}, 440)));
    expect(await process({ Records: [...first.Records, ...second.Records] })).toMatchObject({
      results: [{ processed_count: 1 }, { processed_count: 2 }],
    });
  });

  test("an SQS message that cannot be read is returned as failed, and the others are processed", async () => {
    const good = await upload(aws, gzippedFeed(entries(1, {}, 450)));
    expect(await process(sqsMessages("{", good))).toMatchObject({
      processed_count: 1,
      batchItemFailures: [{ itemIdentifier: "message-0" }],
    });
  });

  test("a test event and the removal of an object make no runs", async () => {
    expect(await process(S3_TEST_EVENT)).toEqual({ results: [] });
    expect(
      await process(s3Notification({ key: "raw-data/a.gz", eventName: "ObjectRemoved:Delete" })),
    ).toEqual({
      results: [],
    });
  });
});

describe("the same paper again", () => {
  test("inside a file: the newest version is stored and the others are duplicates", async () => {
    const { trace_id, ...result } = await process1(
      gzippedFeed([
        { id: "2403.00001", version: 1 },
        { id: "2403.00001", version: 3 },
        { id: "2403.00001", version: 2 },
        { id: "2403.00002" },
      ]),
    );
    expect(result).toMatchObject({
      processed_count: 4,
      upsert_count: 2,
      duplicate_count: 2,
      failed_count: 0,
    });
    expect((await papersOf(aws, trace_id)).map(({ updated_at }) => updated_at)).toEqual([
      "2024-01-03T10:00:00.000Z",
      "2024-01-01T10:00:00.000Z",
    ]);
  });

  test("in a later file, as an older version: it is a duplicate, and the newer version stays", async () => {
    const { trace_id } = await process1(gzippedFeed([{ id: "2403.00010", version: 5 }]));
    const later = await process1(gzippedFeed([{ id: "2403.00010", version: 4 }]));
    expect(later).toMatchObject({ upsert_count: 0, duplicate_count: 1 });
    expect(await papersOf(aws, trace_id)).toMatchObject([{ updated_at: "2024-01-05T10:00:00.000Z" }]);
  });

  test("in a later file, as a newer version: it replaces the text, and created_at stays", async () => {
    await resultOf(
      await upload(aws, gzippedFeed([{ id: "2403.00020", version: 1 }]), {
        time: "2026-01-01T00:00:00.000Z",
      }),
    );
    const { trace_id } = await process1(gzippedFeed([{ id: "2403.00020", version: 2 }]));
    expect(await papersOf(aws, trace_id)).toMatchObject([
      { created_at: "2026-01-01T00:00:00.000Z", updated_at: "2024-01-02T10:00:00.000Z" },
    ]);
  });

  test.each([
    ["first page first", 0],
    ["second page first", 1],
  ])("on two overlapping pages, %s: the same 15 papers and the same totals", async (_, first) => {
    const firstId = 500 + first * 100;
    const pages = [entries(10, {}, firstId), entries(10, {}, firstId + 5)];
    const [one, two] = first === 0 ? pages : pages.toReversed();
    const a = await process1(gzippedFeed(one ?? []));
    const b = await process1(gzippedFeed(two ?? []));
    expect([a.upsert_count + b.upsert_count, a.duplicate_count + b.duplicate_count]).toEqual([15, 5]);
    const papers = [...(await papersOf(aws, a.trace_id)), ...(await papersOf(aws, b.trace_id))];
    expect(papers.map(({ paper_id }) => paper_id).toSorted()).toEqual(
      entries(15, {}, firstId).map(({ id }) => `arxiv:${id}`),
    );
  });
});

describe("the same event again", () => {
  test("after the run completed is answered from the log, and changes nothing", async () => {
    const event = await upload(aws, gzippedFeed(entries(30, {}, 700)));
    const first = await resultOf(event);
    const log = await eventsOf(aws, first.trace_id);
    const second = await resultOf(event);
    const { timestamp: _t, processing_time_ms: _p, ...same } = first;
    expect(second).toMatchObject(same);
    expect(await eventsOf(aws, first.trace_id)).toEqual(log);
  });

  test("twice at the same moment ends like one event", async () => {
    const event = await upload(aws, gzippedFeed(entries(120, {}, 800)));
    const [a, b] = await Promise.all([resultOf(event), resultOf(event)]);
    expect(a).toMatchObject({
      trace_id: b.trace_id,
      processed_count: 120,
      upsert_count: 120,
      duplicate_count: 0,
    });
    expect(b).toMatchObject({ processed_count: 120, upsert_count: 120, duplicate_count: 0 });
    expect((await eventsOf(aws, a.trace_id)).map(({ metadata }) => metadata.seq)).toEqual([
      0, 1, 2, 3, 4, 5, 6,
    ]);
  });
});

describe("other forms", () => {
  const paper = (id: string) => ({
    paper_id: `demo:${id}`,
    title: `Paper ${id}`,
    updated_at: "2024-05-01T00:00:00Z",
  });

  test("a JSON array of papers in the form of the table's items is read", async () => {
    const { trace_id } = await process1(gzipSync(JSON.stringify([paper("a"), paper("b")], null, 2)));
    const papers = await papersOf(aws, trace_id);
    expect(papers.map(({ paper_id, source, updated_at }) => [paper_id, source, updated_at])).toEqual([
      ["demo:a", "demo", "2024-05-01T00:00:00.000Z"],
      ["demo:b", "demo", "2024-05-01T00:00:00.000Z"],
    ]);
    expect(JSON.parse(papers[0]?.raw_json ?? "")).toEqual(paper("a"));
  });

  test("NDJSON is read with any name, compressed or not", async () => {
    const lines = `${JSON.stringify(paper("c"))}\n${JSON.stringify(paper("d"))}\n`;
    expect(await process1(gzipSync(lines))).toMatchObject({ upsert_count: 2 });
    expect(await process1(lines)).toMatchObject({ upsert_count: 0, duplicate_count: 2 });
  });

  test("an empty feed completes with zero", async () => {
    const result = await process1(gzippedFeed([]));
    expect(result).toMatchObject({ status: "completed", processed_count: 0 });
    expect((await eventsOf(aws, result.trace_id)).map(({ type }) => type)).toEqual(["started", "completed"]);
  });
});

describe("a file that cannot be read as a whole fails its run, with the reason", () => {
  const onePaper = '[{"paper_id":"demo:bomb","title":"One"},';
  const maxUncompressedBytes = 8 * 1024 * 1024;
  const bomb = gzipSync(Buffer.concat([Buffer.from(onePaper), Buffer.alloc(2 * maxUncompressedBytes, " ")]));
  const whole = gzippedFeed(entries(60, {}, 900));
  test.each([
    ["nothing in it", new Uint8Array(0), "empty"],
    ["a gzip of nothing", gzipSync(""), "empty"],
    ["no known format", "Some notes.", "unknown-format"],
    ["an error in plain text", "Rate exceeded.", "feed-error"],
    ["an API's error", '{"error":"Rate limit exceeded","message":"x"}', "feed-error"],
    ["binary noise", Buffer.from([0, 1, 2, 3, 255, 254, 0, 9]), "unknown-format"],
    ["no papers in well-formed XML", gzipSync("<html><body>Hello</body></html>"), "unknown-format"],
    ["a gzip bomb", bomb, "too-large"],
    [
      "gzip that is corrupt",
      Buffer.concat([whole.subarray(0, 40), Buffer.alloc(400, 7)]),
      "corrupt-compression",
    ],
    ["arXiv's error feed", gzipSync(ERROR_FEED), "feed-error"],
  ])("%s", async (_, content, reason) => {
    const limited = processorOn(aws, { maxUncompressedBytes });
    const result = await resultOf(await upload(aws, content), limited);
    expect(result).toMatchObject({ status: "failed", failure: { reason } });
    expect(result.failure?.message).toContain(result.s3_key);
    const last = (await eventsOf(aws, result.trace_id)).at(-1);
    expect(last).toMatchObject({ type: "failed", data: { reason }, metadata: { seq: 1_000_000_000 } });
  });

  test("an object that is missing", async () => {
    const result = await resultOf(s3Notification({ bucket: aws.bucket, key: "raw-data/not-there.gz" }));
    expect(result).toMatchObject({ status: "failed", failure: { reason: "missing" } });
  });

  test("arXiv's own message is the reason that people read", async () => {
    const { failure } = await process1(gzipSync(ERROR_FEED));
    expect(failure?.message).toContain("incorrect id format for xyz");
  });

  test("a truncated file: what could be read is written, and the failure says how far it got", async () => {
    const feed = atomFeed(entries(60, {}, 1000));
    const cut = gzipSync(feed.slice(0, feed.indexOf("2401.01050")));
    const result = await process1(cut);
    expect(result).toMatchObject({ status: "failed", processed_count: 50, failure: { reason: "truncated" } });
    expect(await papersOf(aws, result.trace_id)).toHaveLength(50);
    expect((await eventsOf(aws, result.trace_id)).at(-1)).toMatchObject({
      data: { position: { record_number: 50 } },
    });
  });

  test("has one failure in the log if its event comes twice", async () => {
    const event = await upload(aws, whole.subarray(0, whole.length - 20));
    const first = await resultOf(event);
    const log = await eventsOf(aws, first.trace_id);
    expect(await resultOf(event)).toMatchObject({ status: "failed", processed_count: first.processed_count });
    expect(await eventsOf(aws, first.trace_id)).toEqual(log);
  });
});

describe("a record that cannot be read or written is rejected, and the others are processed", () => {
  const good = { id: "2404.00001" };
  test.each([
    ["no id", "<entry><title>T</title><updated>2024-01-01T00:00:00Z</updated></entry>", "no-id"],
    ["a text that is not a date", { id: "2404.00002", updated: "2024-02-30T00:00:00Z" }, "bad-date"],
    ["a title of 1 MB", { id: "2404.00003", title: "t".repeat(1024 * 1024) }, "too-large"],
    ["an item over 400 KB", { id: "2404.00004", summary: "s".repeat(300 * 1024) }, "too-large"],
    [
      "XML that is not well-formed",
      "<entry><id>http://arxiv.org/abs/2404.00005v1</id><b></entry>",
      "malformed",
    ],
  ])("%s", async (_, bad, reason) => {
    const feed = atomFeed([good, bad, { ...good, id: "2404.00009" }]);
    const result = await process1(gzipSync(feed));
    expect(result).toMatchObject({ status: "completed", processed_count: 3, failed_count: 1 });
    const [reject] = await rejectsOf(aws, result.trace_id);
    const byte_offset = Buffer.byteLength(feed.slice(0, feed.indexOf("<entry", feed.indexOf("</entry>"))));
    expect(reject).toMatchObject({ reason, record_number: 2, byte_offset });
    expect(reject?.message).toContain(`${result.s3_key}, record 2 at byte ${byte_offset}`);
    expect(feed).toContain(reject?.raw);
  });

  test("and counts for its source", async () => {
    const { trace_id } = await process1(gzippedFeed([good, "<entry><title>T</title></entry>"]));
    const done = (await eventsOf(aws, trace_id)).find(({ type }) => type === "batch-done");
    expect(done?.data).toMatchObject({ by_source: { arxiv: { processed: 2, rejected: 1 } } });
  });
});
