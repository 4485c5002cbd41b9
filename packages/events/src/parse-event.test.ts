import fc from "fast-check";
import { expect, test } from "vitest";
import { busEventSchema, EVENT_SOURCE } from "./bus-event.ts";
import { byRunAndSeq } from "./event-order.ts";
import { patternFor } from "./event-patterns.ts";
import { parseEvent } from "./parse-event.ts";
import { sampleEvents, sampleRun } from "./samples.fixture.ts";

const batchDone = busEventSchema.parse(sampleEvents.get("batch-done"));
const withMetadata = (changes: object) => ({
  ...batchDone,
  detail: { ...batchDone.detail, metadata: { ...batchDone.detail.metadata, ...changes } },
});

test("there is a sample of each kind of event, and each sample is read", () => {
  expect([...sampleEvents.keys()].map((name) => `paper-batch.${name}`).toSorted()).toEqual(
    busEventSchema.options.map(({ shape }) => shape["detail-type"].value).toSorted(),
  );
  for (const event of sampleEvents.values()) expect(parseEvent(event).kind).toBe("event");
});

test("the sample run is complete: its events are read, are in order, and their counts add up", () => {
  const events = sampleRun.flatMap((event) => {
    const parsed = parseEvent(event);
    return parsed.kind === "event" ? [parsed.event] : [];
  });
  expect(events).toHaveLength(sampleRun.length);
  expect(events.toReversed().toSorted(byRunAndSeq)).toEqual(events);
  expect(events.map(({ detail }) => detail.metadata.seq)).toEqual([0, 1, 2, 3]);
  const sums = { processed: 0, upserted: 0, duplicate: 0, rejected: 0, bytes: 0 };
  for (const event of events)
    if (event["detail-type"] === "paper-batch.batch-done")
      for (const name of ["processed", "upserted", "duplicate", "rejected", "bytes"] as const)
        sums[name] += event.detail.data[name];
  expect(events.at(-1)?.detail.data).toMatchObject({ ...sums, batches: 2 });
});

test.each<[string, unknown, object]>([
  [
    "an event of an unknown type",
    { ...batchDone, "detail-type": "paper-batch.paused" },
    { kind: "unknown-type", detailType: "paper-batch.paused", metadata: batchDone.detail.metadata },
  ],
  ["a newer version", withMetadata({ schema_version: 3 }), { kind: "other-version", schemaVersion: 3 }],
  ["an older version", withMetadata({ schema_version: 1 }), { kind: "other-version", schemaVersion: 1 }],
  [
    "another version whose metadata has another shape",
    { ...batchDone, detail: { metadata: { schema_version: 9, run: 7 } } },
    { kind: "other-version", detailType: "paper-batch.batch-done", schemaVersion: 9 },
  ],
  [
    "an unknown type of another version",
    { ...withMetadata({ schema_version: 9 }), "detail-type": "paper-batch.paused" },
    { kind: "other-version", detailType: "paper-batch.paused" },
  ],
  [
    "broken metadata of this version",
    withMetadata({ seq: "one" }),
    { kind: "invalid", problem: "detail.metadata.seq is text, and not a number" },
  ],
  ["another source", { ...batchDone, source: "aws.s3" }, { kind: "other-source", source: "aws.s3" }],
  ["no source", { "detail-type": "x" }, { kind: "invalid", problem: "source is missing; detail is missing" }],
  ["no metadata", { ...batchDone, detail: {} }, { kind: "invalid", problem: "detail.metadata is missing" }],
  [
    "a field that is broken",
    { ...batchDone, detail: { ...batchDone.detail, data: { ...batchDone.detail.data, cut: "no" } } },
    { kind: "invalid", problem: expect.stringContaining("cut") },
  ],
])("%s gets the right kind", (_what, delivered, parsed) => {
  expect(parseEvent(delivered)).toMatchObject(parsed);
});

test("it never throws, whatever is delivered", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.anything(), fc.record({ source: fc.constant(EVENT_SOURCE), detail: fc.anything() })),
      (any) => {
        expect(parseEvent(any).kind).not.toBe("event");
      },
    ),
  );
});

test("a pattern names the source and the kinds of event", () => {
  expect(patternFor("batch-done", "failed")).toEqual({
    source: ["paperledger"],
    "detail-type": ["paper-batch.batch-done", "paper-batch.failed"],
  });
});
