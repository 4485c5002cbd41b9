import { marshall } from "@aws-sdk/util-dynamodb";
import { SCHEMA_VERSION } from "@paperledger/events/run-event";
import { expect, test } from "vitest";
import { eventItem, eventOfItem, runEventFromImage, runEventOfItem } from "./event-item.ts";
import { EventLogError } from "./event-log-error.ts";
import { batchDone, newTraceId } from "./run-event.fixture.ts";

const event = batchDone(newTraceId(), 3);

test("an event is the same after its item was written and read", () => {
  expect(runEventOfItem(eventItem(event))).toEqual(event);
});

test("an event is the same after its item came as a stream image", () => {
  expect(runEventFromImage(marshall(eventItem(event)))).toEqual(event);
});

test("an attribute that others added to the item does not hinder", () => {
  expect(runEventOfItem({ ...eventItem(event), expires_at: 1 })).toEqual(event);
});

test("an item that is no run event is an error that names its run, its seq and what is wrong", () => {
  const read = () => runEventOfItem({ ...eventItem(event), data: { processed: -1 } });
  expect(read).toThrow(EventLogError);
  expect(read).toThrow(new RegExp(`${event.metadata.trace_id}.* seq 3 .*processed`, "s"));
});

test("an event of what is no run is an error, for nobody could ask for that run", () => {
  expect(() => eventOfItem({ ...eventItem(event), trace_id: "test" })).toThrow(EventLogError);
});

test("a newer event is read by what is known of it, and keeps what is not", () => {
  const newer = eventItem({
    ...event,
    metadata: { ...event.metadata, schema_version: SCHEMA_VERSION + 1 },
    data: { ...event.data, languages: { en: 2 } },
  });
  const read = runEventOfItem(newer);
  expect(read.metadata.schema_version).toBe(SCHEMA_VERSION + 1);
  expect(read.data).toEqual({ ...event.data, languages: { en: 2 } });
  expect(runEventFromImage(marshall(newer))).toEqual(read);
});

test("an event of a type that is not known is given as it is, and is no run event", () => {
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
  ["whose ULID is beyond the last", "batch-20240102-8ZZZZZZZZZZZZZZZZZZZZZZZZZ"],
  ["whose date no calendar has", "batch-20240231-01HK4WQN000000000000000000"],
  ["whose date is not its ULID's", "batch-20240103-01HK4WQN000000000000000000"],
])("a trace id %s is refused, though it has the form of one", (_what, trace_id) => {
  expect(() => eventOfItem({ ...eventItem(event), trace_id })).toThrow(/not a trace id/);
});

test("an event of an older layout is an error that names its version", () => {
  const older = { ...eventItem(event), schema_version: 1 };
  expect(() => eventOfItem(older)).toThrow(EventLogError);
  expect(() => eventOfItem(older)).toThrow(/seq 3 cannot be read: its schema version 1 is older than/);
});

test("the reason is one line of bounded length, whatever is wrong with the item", () => {
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
  ["more bytes than any batch has", { bytes: 2 ** 41 }],
  ["a batch that takes longer than any", { batch_ms: Number.MAX_SAFE_INTEGER }],
  ["the name of an inherited property as a source", { by_source: { constructor: counts } }],
  ["a source of a kilobyte", { by_source: { ["x".repeat(1_000)]: counts } }],
  ["more sources than a transaction can count", { by_source: manySources }],
])("a batch-done with %s cannot be counted, and is unreadable", (_what, changed) => {
  expect(() => eventOfItem({ ...eventItem(event), data: { ...event.data, ...changed } })).toThrow(
    EventLogError,
  );
});

test("a failure whose message would not fit beside the run's statistics is unreadable", () => {
  const position = { record_number: 0, byte_offset: 0 };
  const data = { reason: "x", message: "x".repeat(60_000), position, batches: 0 };
  expect(() => eventOfItem({ ...eventItem(event), type: "failed", data })).toThrow(/data|message/);
});

test.each([
  ["a number that JavaScript cannot hold", { ...marshall(eventItem(event)), seq: { N: "1e120" } }],
  ["a value of no type that DynamoDB has", { ...marshall(eventItem(event)), seq: { X: "1" } }],
  ["a value of several types", { ...marshall(eventItem(event)), data: { L: [{}] } }],
])("an image with %s is an error that names what it is", (_what, image) => {
  expect(() => runEventFromImage(image)).toThrow(EventLogError);
});
