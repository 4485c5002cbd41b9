import { describe, expect, test } from "vitest";
import { batchDoneOnBusSchema, busEventSchema, detailOf, detailTypeOf, EVENT_SOURCE } from "./bus-event.ts";
import { type RunEvent, runEventSchema } from "./run-event.ts";

const metadata = {
  event_id: "batch-20240102-01HK4WQN000000000000000000:1",
  trace_id: "batch-20240102-01HK4WQN000000000000000000",
  seq: 1,
  occurred_at: "2024-01-02T03:04:05.678Z",
  schema_version: 1,
};
const counts = { processed: 1, upserted: 1, duplicate: 0, rejected: 0 };
const position = { record_number: 1, byte_offset: 100 };

const EVENTS: readonly RunEvent[] = [
  {
    type: "started",
    metadata,
    data: { bucket: "b", key: "k", size_bytes: 1, batch_timestamp: "2024-01-02T00:00:00.000Z" },
  },
  {
    type: "batch-done",
    metadata,
    data: {
      ...counts,
      upserted_ids: ["arxiv:2401.00001"],
      by_source: { arxiv: { ...counts, bytes: 100 } },
      records: { first: 1, last: 1 },
      previous: {},
      rejected_by_reason: {},
      cut: false,
      restart_point: null,
      bytes: 100,
      batch_ms: 12,
      position,
      reject_key: null,
    },
  },
  {
    type: "completed",
    metadata,
    data: {
      ...counts,
      batches: 1,
      bytes: 100,
      format: "arxiv-atom",
      compression: "gzip",
      reader_revision: 1,
    },
  },
  { type: "failed", metadata, data: { reason: "truncated", message: "it is cut off", position, batches: 1 } },
];

/** Returns an event as EventBridge delivers it. */
const delivered = (event: RunEvent): Record<string, unknown> =>
  JSON.parse(
    JSON.stringify({
      version: "0",
      id: "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
      "detail-type": detailTypeOf(event.type),
      source: EVENT_SOURCE,
      account: "111122223333",
      time: "2024-01-02T03:04:06Z",
      region: "us-east-1",
      resources: [],
      detail: detailOf(event),
    }),
  );

describe("an event on the bus", () => {
  test("has the detail-type of its type", () => {
    expect(EVENTS.map(({ type }) => detailTypeOf(type))).toEqual([
      "paper-batch.started",
      "paper-batch.batch-done",
      "paper-batch.completed",
      "paper-batch.failed",
    ]);
  });

  test.each(EVENTS)("of type $type arrives as it was published, and gives the same run event", (event) => {
    const { "detail-type": detailType, source, detail } = busEventSchema.parse(delivered(event));
    expect(source).toBe("paperledger");
    expect(runEventSchema.parse({ type: detailType.replace("paper-batch.", ""), ...detail })).toEqual(event);
  });

  test("has the type of its detail-type, also for the compiler", () => {
    const started = busEventSchema.parse(EVENTS.map(delivered)[0]);
    expect(started["detail-type"] === "paper-batch.started" && started.detail.data.bucket).toBe("b");
  });

  test("of another source, of an unknown detail-type, or without its metadata is refused", () => {
    for (const event of EVENTS) {
      const whole = delivered(event);
      expect(busEventSchema.safeParse({ ...whole, source: "aws.s3" }).success).toBe(false);
      expect(busEventSchema.safeParse({ ...whole, "detail-type": "paper-batch.paused" }).success).toBe(false);
      expect(busEventSchema.safeParse({ ...whole, detail: { data: event.data } }).success).toBe(false);
    }
  });

  test("is recognised by its detail-type: the schema of one type accepts no other type", () => {
    const taken = EVENTS.filter((event) => batchDoneOnBusSchema.safeParse(delivered(event)).success);
    expect(taken.map(({ type }) => type)).toEqual(["batch-done"]);
  });
});
