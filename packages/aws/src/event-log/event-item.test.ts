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
