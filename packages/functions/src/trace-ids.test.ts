import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { describe, expect, test } from "vitest";
import { s3Notification, sqsMessages } from "./processor/s3-events.fixture.ts";
import { traceIdsOfUploads } from "./processor/trace-ids.ts";
import { uploadsOf } from "./processor/uploads.ts";
import { streamRecord } from "./projector/stream-events.fixture.ts";
import { traceIdsOfRecords } from "./projector/trace-ids.ts";
import { traceIdsOfBusEvent } from "./vectorizer/trace-ids.ts";

const traceId = parseTraceId("01HRJTHFZZA8X7YNZFJZ930ZA3");

describe("the trace ids of an event are the ids", () => {
  test("of its batch files", () => {
    const notification = s3Notification({ key: "a.gz" }, { key: "b.gz" });
    const traceIds = uploadsOf(notification).files.map(({ file }) => file.traceId);
    expect(traceIdsOfUploads(notification)).toEqual(traceIds);
    expect(traceIdsOfUploads(sqsMessages("not JSON", notification))).toEqual(traceIds);
  });

  test("of its stream records, even if a record has no event or is among unreadable records", () => {
    const record = streamRecord({ trace_id: traceId, seq: 1, type: "nonsense" }, 1);
    expect(traceIdsOfRecords({ Records: [null, { dynamodb: {} }, record] })).toEqual([traceId]);
  });

  test("of the event on the bus, even if its data cannot be read", () => {
    expect(traceIdsOfBusEvent({ detail: { metadata: { trace_id: traceId }, data: null } })).toEqual([
      traceId,
    ]);
  });
});

describe.each([traceIdsOfUploads, traceIdsOfRecords, traceIdsOfBusEvent])("%o", (traceIdsOf) => {
  test.each([
    undefined,
    null,
    "text",
    {},
    { Records: "none" },
    { Records: [{ dynamodb: { NewImage: { trace_id: { S: "<script>" } } } }] },
    { detail: { metadata: { trace_id: "another's" } } },
  ])("finds no trace id in %j", (event) => {
    expect(traceIdsOf(event)).toEqual([]);
  });
});
