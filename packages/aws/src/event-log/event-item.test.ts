import { marshall } from "@aws-sdk/util-dynamodb";
import { SCHEMA_VERSION } from "@paperledger/events/run-event";
import { expect, test } from "vitest";
import { eventItem, eventOfItem, runEventFromImage, runEventOfItem } from "./event-item.ts";
import { EventLogError } from "./event-log-error.ts";
import { batchDone, newTraceId } from "./run-event.fixture.ts";

const event = batchDone(newTraceId(), 3);

test("an event does not change when its item is written and read", () => {
  expect(runEventOfItem(eventItem(event))).toEqual(event);
});

test("an event does not change when its item comes as a stream image", () => {
  expect(runEventFromImage(marshall(eventItem(event)))).toEqual(event);
});

test("an attribute that something else added to the item is ignored", () => {
  expect(runEventOfItem({ ...eventItem(event), expires_at: 1 })).toEqual(event);
});

test("an item that is not a run event is an error with its run, its seq and the problem", () => {
  const read = () => runEventOfItem({ ...eventItem(event), data: { processed: -1 } });
  expect(read).toThrow(EventLogError);
  expect(read).toThrow(new RegExp(`${event.metadata.trace_id}.* seq 3 .*processed`, "s"));
});

test("an event without a valid trace id is an error, because nobody could read its run", () => {
  expect(() => eventOfItem({ ...eventItem(event), trace_id: "test" })).toThrow(EventLogError);
});

test("the known fields of a newer event are read, and its unknown fields are kept", () => {
  const newer = {
    ...eventItem(event),
    schema_version: SCHEMA_VERSION + 1,
    data: { ...event.data, languages: { en: 2 } },
  };
  const read = runEventOfItem(newer);
  expect(read.metadata.schema_version).toBe(SCHEMA_VERSION + 1);
  expect(read.data).toEqual({ ...event.data, languages: { en: 2 } });
  expect(runEventFromImage(marshall(newer))).toEqual(read);
});

test("an event of an unknown type is returned unchanged, and is not a run event", () => {
  const item = { ...eventItem(event), type: "paused", data: { until: "tomorrow" } };
  expect(eventOfItem(item)).toEqual({
    type: "paused",
    metadata: event.metadata,
    data: { until: "tomorrow" },
  });
  expect(() => runEventOfItem(item)).toThrow(/type "paused" is not known. Deploy/);
});

test.each([undefined, null, "text", { seq: "3" }])("%j instead of an image is an error", (image) => {
  expect(() => runEventFromImage(image)).toThrow(EventLogError);
});

test.each([
  ["with a ULID above the highest ULID", "batch-20240102-8ZZZZZZZZZZZZZZZZZZZZZZZZZ"],
  ["with a date that does not exist", "batch-20240231-01HK4WQN000000000000000000"],
  ["with another date than its ULID's", "batch-20240103-01HK4WQN000000000000000000"],
])("a trace id %s is refused", (_what, trace_id) => {
  expect(() => eventOfItem({ ...eventItem(event), trace_id })).toThrow(/not a trace id/);
});

test("an event of an older layout is an error that names its version", () => {
  const older = { ...eventItem(event), schema_version: 1 };
  expect(() => eventOfItem(older)).toThrow(EventLogError);
  expect(() => eventOfItem(older)).toThrow(/seq 3 cannot be read: its schema version 1 is older than/);
});

test("the problem is one line of limited length for every wrong item", () => {
  const by_source = Object.fromEntries(Array.from({ length: 50 }, (_, nth) => [`${nth}\n`.repeat(500), nth]));
  const error = (() => {
    try {
      return eventOfItem({ ...eventItem(event), data: { ...event.data, by_source } });
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(String(error)).toMatch(/^[^\n]{1,700}$/);
});

const counts = { processed: 2, upserted: 1, duplicate: 1, rejected: 0, bytes: 100 };
const manySources = Object.fromEntries(Array.from({ length: 61 }, (_, nth) => [`source-${nth}`, counts]));
test.each([
  ["more bytes than a batch can have", { bytes: 2 ** 41 }],
  ["a time longer than a batch can take", { batch_ms: Number.MAX_SAFE_INTEGER }],
  ["the name of an inherited property as a source", { by_source: { constructor: counts } }],
  ["a source of a kilobyte", { by_source: { ["x".repeat(1_000)]: counts } }],
  ["more sources than a transaction can count", { by_source: manySources }],
])("a batch-done with %s cannot be counted, and is unreadable", (_what, changed) => {
  expect(() => eventOfItem({ ...eventItem(event), data: { ...event.data, ...changed } })).toThrow(
    EventLogError,
  );
});

test("a failure with a message that does not fit into the item of the statistics is unreadable", () => {
  const position = { record_number: 0, byte_offset: 0 };
  const data = { reason: "x", message: "x".repeat(60_000), position, batches: 0 };
  expect(() => eventOfItem({ ...eventItem(event), type: "failed", data })).toThrow(/data|message/);
});

test.each([
  ["a number that JavaScript cannot hold", { ...marshall(eventItem(event)), seq: { N: "1e120" } }],
  ["a value of an unknown type", { ...marshall(eventItem(event)), seq: { X: "1" } }],
  ["a value of several types", { ...marshall(eventItem(event)), data: { L: [{}] } }],
])("an image with %s is an error that names the problem", (_what, image) => {
  expect(() => runEventFromImage(image)).toThrow(EventLogError);
});
