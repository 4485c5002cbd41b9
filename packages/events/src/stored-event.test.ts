import { expect, test } from "vitest";
import { type RunEvent, SCHEMA_VERSION } from "./run-event.ts";
import { isKnownEvent, OlderEventError, readStoredEvent } from "./stored-event.ts";

const metadata = {
  event_id: "batch-20240102-01HK4WQN000000000000000000:3",
  trace_id: "batch-20240102-01HK4WQN000000000000000000",
  seq: 3,
  occurred_at: "2024-01-02T03:04:05.678Z",
  schema_version: SCHEMA_VERSION,
};
const counts = { processed: 3, upserted: 2, duplicate: 0, rejected: 1 };
const rest = {
  records: { first: 73, last: 75 },
  upserted_ids: ["arxiv:2401.00001", "arxiv:2401.00002"],
  previous: {},
  rejected_by_reason: { "no-id": 1 },
  bytes: 100,
  position: { record_number: 75, byte_offset: 1_000 },
  cut: false,
  restart_point: null,
  reject_key: "rejects/x/000003-73-75.ndjson",
};
const today: RunEvent = {
  type: "batch-done",
  metadata,
  data: { ...counts, ...rest, by_source: { arxiv: { ...counts, bytes: 100 } }, batch_ms: 1_250 },
};

test("an event of the current version is read unchanged", () => {
  expect(readStoredEvent(today)).toEqual(today);
});

test("an event of the layout before 0.1.0 is refused, and the error says what to do", () => {
  const old = { ...today, metadata: { ...metadata, schema_version: SCHEMA_VERSION - 1 } };
  expect(() => readStoredEvent(old)).toThrow(OlderEventError);
  expect(() => readStoredEvent(old)).toThrow(
    "the tables are of an older layout. Begin again from the raw bucket, as docs/operations.md shows",
  );
});

test("a newer event keeps the unknown fields in its data, at any depth", () => {
  const newer = {
    ...today,
    metadata: { ...metadata, schema_version: SCHEMA_VERSION + 5 },
    data: {
      ...today.data,
      languages: ["en"],
      position: { ...rest.position, part: 2 },
    },
  };
  expect(readStoredEvent(newer)).toEqual(newer);
});

test("an event of an unknown type is recognised as unknown", () => {
  const paused = { type: "paused", metadata, data: { until: "tomorrow" } };
  const read = readStoredEvent(paused);
  expect(read).toEqual(paused);
  expect(isKnownEvent(read)).toBe(false);
  expect(isKnownEvent(today)).toBe(true);
});

test.each([
  ["counts that do not add up, whatever the version", { ...today, data: { ...today.data, processed: 99 } }],
  [
    "a newer event without the known fields",
    { ...today, metadata: { ...metadata, schema_version: 9 }, data: {} },
  ],
  ["no version", { ...today, metadata: { ...metadata, schema_version: undefined } }],
  ["a negative version", { ...today, metadata: { ...metadata, schema_version: -1 } }],
  ["no data", { type: "paused", metadata, data: null }],
  ["no type", { type: undefined, metadata, data: {} }],
])("%s is refused", (_what, stored) => {
  expect(() => readStoredEvent(stored)).toThrow();
});
