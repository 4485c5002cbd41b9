import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FIRST_FAILURE_SEQ, outcomeCountsSchema, type RunEvent, runEventSchema } from "./run-event.ts";

const metadata = {
  event_id: "batch-20240102-01HK4WQN000000000000000000:1",
  trace_id: "batch-20240102-01HK4WQN000000000000000000",
  seq: 1,
  occurred_at: "2024-01-02T03:04:05.678Z",
  schema_version: 1,
};

const started: RunEvent = {
  type: "started",
  metadata: { ...metadata, seq: 0 },
  data: {
    bucket: "papers",
    key: "raw-data/2024-01-02/papers-1.gz",
    version_id: "v1",
    etag: "0123",
    size_bytes: 100,
    batch_timestamp: "2024-01-02T00:00:00.000Z",
  },
};

const batchDone: RunEvent = {
  type: "batch-done",
  metadata,
  data: {
    processed: 3,
    upserted: 1,
    duplicate: 1,
    rejected: 1,
    records: { first: 1, last: 3 },
    previous: { "arxiv:2401.00001": { trace_id: metadata.trace_id, record_number: 7 } },
    rejected_by_reason: { "no-id": 1 },
    cut: false,
    restart_point: { object_byte_offset: 90, object_bit: 0, byte_offset: 200, fingerprint: "f1" },
    upserted_ids: ["arxiv:2401.00001"],
    by_source: { arxiv: { processed: 3, upserted: 1, duplicate: 1, rejected: 1, bytes: 300 } },
    bytes: 300,
    batch_ms: 12,
    position: { record_number: 3, byte_offset: 310 },
    reject_key: "rejects/1.ndjson",
  },
};

const completed: RunEvent = {
  type: "completed",
  metadata: { ...metadata, seq: 2 },
  data: {
    processed: 3,
    upserted: 1,
    duplicate: 1,
    rejected: 1,
    batches: 1,
    bytes: 300,
    format: "arxiv-atom",
    compression: "gzip",
    reader_revision: 1,
  },
};

const failed: RunEvent = {
  type: "failed",
  metadata: { ...metadata, seq: FIRST_FAILURE_SEQ },
  data: {
    reason: "truncated",
    message: "it is cut off",
    position: { record_number: 3, byte_offset: 310 },
    batches: 1,
  },
};

const isTaken = (event: unknown) => runEventSchema.safeParse(event).success;

describe("a run event", () => {
  test.each([started, batchDone, completed, failed])("of type $type is accepted unchanged", (event) => {
    expect(runEventSchema.parse(event)).toEqual(event);
  });

  test("is accepted from JSON", () => {
    expect(runEventSchema.parse(JSON.parse(JSON.stringify(batchDone)))).toEqual(batchDone);
  });

  test("is accepted with fields that later versions add, and these are left out", () => {
    const later = {
      ...batchDone,
      data: { ...batchDone.data, added: 1 },
      metadata: { ...metadata, added: 1 },
    };
    expect(runEventSchema.parse(later)).toEqual(batchDone);
  });

  test("of an unknown type, or without a type, is refused", () => {
    expect(isTaken({ ...started, type: "paused" })).toBe(false);
    expect(isTaken({ metadata, data: started.data })).toBe(false);
  });

  test("with the data of another type is refused", () => {
    expect(isTaken({ ...batchDone, data: started.data })).toBe(false);
  });

  test.each([
    ["no event_id", { event_id: "" }],
    ["a seq below zero", { seq: -1 }],
    ["a seq that is not a whole number", { seq: 1.5 }],
    ["a local time", { occurred_at: "2024-01-02T03:04:05.678+01:00" }],
    ["a time without milliseconds", { occurred_at: "2024-01-02T03:04:05Z" }],
    ["schema version 0", { schema_version: 0 }],
  ])("with %s is refused", (_what, broken) => {
    expect(isTaken({ ...started, metadata: { ...metadata, ...broken } })).toBe(false);
  });

  test.each([
    ["a count below zero", { rejected: -1, processed: 1 }],
    ["a duration that is not a whole number", { batch_ms: 1.5 }],
    ["no reject_key", { reject_key: undefined }],
  ])("that is batch-done with %s is refused", (_what, broken) => {
    expect(isTaken({ ...batchDone, data: { ...batchDone.data, ...broken } })).toBe(false);
  });
});

test.each([
  ["reasons that do not add up to rejected", { rejected_by_reason: { "no-id": 1, "bad-date": 1 } }],
  ["a range of records that is smaller than processed", { records: { first: 2, last: 3 } }],
  [
    "a position that is not the position of its last record",
    { position: { record_number: 2, byte_offset: 310 } },
  ],
  [
    "a restart point with a bit number above 7",
    { restart_point: { object_byte_offset: 1, object_bit: 8, byte_offset: 1, fingerprint: "f1" } },
  ],
])("a batch-done with %s is refused", (_what, broken) => {
  expect(isTaken({ ...batchDone, data: { ...batchDone.data, ...broken } })).toBe(false);
});

describe("processed must be upserted + duplicate + rejected", () => {
  const arbitraryCounts = fc.record({
    processed: fc.nat({ max: 9 }),
    upserted: fc.nat({ max: 3 }),
    duplicate: fc.nat({ max: 3 }),
    rejected: fc.nat({ max: 3 }),
  });

  test("in counts", () => {
    fc.assert(
      fc.property(arbitraryCounts, (counts) => {
        const isSum = counts.processed === counts.upserted + counts.duplicate + counts.rejected;
        expect(outcomeCountsSchema.safeParse(counts).success).toBe(isSum);
      }),
      { numRuns: 1_000 },
    );
  });

  test("in a completed, and for each source of a batch-done", () => {
    expect(isTaken({ ...completed, data: { ...completed.data, processed: 4 } })).toBe(false);
    const by_source = { arxiv: { processed: 2, upserted: 1, duplicate: 0, rejected: 0, bytes: 1 } };
    expect(isTaken({ ...batchDone, data: { ...batchDone.data, by_source } })).toBe(false);
  });

  test("in a batch-done", () => {
    const records = { first: 1, last: 4 };
    const position = { ...batchDone.data.position, record_number: 4 };
    const data = { ...batchDone.data, processed: 4, records, position };
    const result = runEventSchema.safeParse({ ...batchDone, data });
    expect(result.error?.issues).toMatchObject([
      { path: ["data"], message: "processed is not upserted + duplicate + rejected" },
    ]);
  });
});
