import type { BatchDone, OutcomeCounts, RunEvent, RunEventOf } from "@paperledger/events/run-event";
import fc from "fast-check";
import type { EventLog } from "../runs/event-log.ts";
import { batchDoneEvent, completedEvent, failedEvent, startedEvent } from "../runs/run-event-of.ts";
import { type TraceId, timeOf, traceIdOf } from "../trace-ids/trace-id.ts";

/** A run, and its events in order of `seq`. */
export interface RunHistory {
  readonly traceId: TraceId;
  readonly events: readonly RunEvent[];
}

/** A batch in a test: its duration, and the outcomes of the records of each source. */
export interface BatchShape {
  readonly batchMs?: number;
  readonly sources?: Readonly<Record<string, Partial<OutcomeCounts & { bytes: number }>>>;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
const FIRST_DAY_MS = Date.UTC(2024, 0, 1);

/** Returns the trace id of the nth upload on a day of January 2024. */
export const traceIdOn = (day: number, nth = 0): TraceId =>
  traceIdOf({
    bucket: "papers",
    key: `raw-data/${day}/papers-${nth}.gz`,
    version: "1",
    eventTimeMs: FIRST_DAY_MS + (day - 1) * DAY_MS + nth,
  });

const at = (seq: number) => new Date(FIRST_DAY_MS + (seq % 1_000_000) * 1_000);

/** Returns the event with which a run begins. @param delayMs how long after its file's time. The first day at 00:00 unless given */
export const started = (traceId: TraceId, delayMs?: number): RunEventOf<"started"> =>
  startedEvent(
    traceId,
    {
      bucket: "papers",
      key: `raw-data/${traceId}.gz`,
      size_bytes: 1_000,
      batch_timestamp: "2024-01-01T00:00:00.000Z",
    },
    delayMs === undefined ? at(0) : new Date(timeOf(traceId).getTime() + delayMs),
  );

export const batchDone = (
  traceId: TraceId,
  seq: number,
  { batchMs = 20, sources = { arxiv: { upserted: 1, bytes: 100 } } }: BatchShape = {},
): RunEventOf<"batch-done"> => {
  const by_source = Object.fromEntries(
    Object.entries(sources).map(([source, counts]) => {
      const outcomes = countsOf(counts);
      return [source, { ...outcomes, rejected_by_reason: reasonsOf(outcomes.rejected) }];
    }),
  );
  const all = countsOf(Object.values(by_source).reduce(addCounts, {}));
  const firstRecord = 1_000 * (seq - 1) + 1;
  const data: BatchDone = {
    ...all,
    upserted_ids: Array.from({ length: all.upserted }, (_, index) => `arxiv:${seq}.${index}`),
    by_source,
    records: { first: firstRecord, last: firstRecord + all.processed - 1 },
    previous: {},
    rejected_by_reason: reasonsOf(all.rejected),
    batch_ms: batchMs,
    position: { record_number: firstRecord + all.processed - 1, byte_offset: 10_000 * seq },
    cut: false,
    restart_point: null,
    reject_key: all.rejected > 0 ? `rejects/${traceId}/${seq}.ndjson` : null,
  };
  return batchDoneEvent(traceId, seq, data, at(seq));
};

export const completed = (traceId: TraceId, batches: readonly RunEventOf<"batch-done">[]) => {
  const { processed, upserted, duplicate, rejected, bytes } = countsOf(
    batches.map(({ data }) => data).reduce<Partial<Counts>>(addCounts, {}),
  );
  const counts = { processed, upserted, duplicate, rejected, bytes, batches: batches.length };
  return completedEvent(
    traceId,
    { ...counts, format: "arxiv-atom", compression: "gzip", reader_revision: 1 },
    at(batches.length + 1),
  );
};

export const failed = (traceId: TraceId, nth = 0, batches = 0): RunEventOf<"failed"> =>
  failedEvent(
    traceId,
    nth,
    {
      reason: "truncated",
      message: `the file ends in the middle, seen the ${nth + 1}th time`,
      position: { record_number: 0, byte_offset: 0 },
      batches,
    },
    at(nth),
  );

/** Returns the history of a run that completed with these batches. @param delayMs how long after its file's time it began */
export const completedRun = (
  traceId: TraceId,
  shapes: readonly BatchShape[],
  delayMs?: number,
): RunHistory => {
  const batches = shapes.map((shape, index) => batchDone(traceId, index + 1, shape));
  return { traceId, events: [started(traceId, delayMs), ...batches, completed(traceId, batches)] };
};

/** Returns the log of these runs. Events that a test adds during a walk through the log may or may not be in the walk, as with a scan. */
export const logOf = (...runs: readonly RunHistory[]): Pick<EventLog, "allEvents" | "eventsOf"> => ({
  async *allEvents() {
    for (const { events } of runs) yield* events;
  },
  async *eventsOf(traceId) {
    for (const run of runs) if (run.traceId === traceId) yield* run.events;
  },
});

const reasonsOf = (rejected: number): Record<string, number> => (rejected > 0 ? { "no-id": rejected } : {});

type Counts = OutcomeCounts & { bytes: number };

const countsOf = ({ upserted = 0, duplicate = 0, rejected = 0, bytes = 0 }: Partial<Counts>): Counts => ({
  processed: upserted + duplicate + rejected,
  upserted,
  duplicate,
  rejected,
  bytes,
});

const addCounts = (a: Partial<Counts>, b: Partial<Counts>): Partial<Counts> => ({
  upserted: (a.upserted ?? 0) + (b.upserted ?? 0),
  duplicate: (a.duplicate ?? 0) + (b.duplicate ?? 0),
  rejected: (a.rejected ?? 0) + (b.rejected ?? 0),
  bytes: (a.bytes ?? 0) + (b.bytes ?? 0),
});

const arbitraryCounts = fc.record({
  upserted: fc.nat({ max: 25 }),
  duplicate: fc.nat({ max: 25 }),
  rejected: fc.nat({ max: 3 }),
  bytes: fc.nat({ max: 1_000_000 }),
});

export const arbitraryBatchMs = fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 900_000 }));

const arbitraryBatch: fc.Arbitrary<BatchShape> = fc.record({
  batchMs: arbitraryBatchMs,
  sources: fc.dictionary(fc.constantFrom("arxiv", "pubmed", "unknown"), arbitraryCounts, { minKeys: 1 }),
});

/** Generates a run at any moment of its life: on time or late, with or without failures, completed or not. */
export const arbitraryRunOf = (traceId: TraceId, maxBatches = 10): fc.Arbitrary<RunHistory> =>
  fc
    .record({
      delayMs: fc.constantFrom(undefined, 1_000, 40 * 60_000, 400 * DAY_MS),
      batches: fc.array(arbitraryBatch, { maxLength: maxBatches }),
      failures: fc.nat({ max: 2 }),
      isCompleted: fc.boolean(),
    })
    .map(({ delayMs, batches, failures, isCompleted }) => {
      const done = batches.map((shape, index) => batchDone(traceId, index + 1, shape));
      const events = [
        started(traceId, delayMs),
        ...done,
        ...(isCompleted ? [completed(traceId, done)] : []),
        ...Array.from({ length: failures }, (_, nth) => failed(traceId, nth)),
      ];
      return { traceId, events };
    });

/** Generates a run of the first three days of January 2024. */
export const arbitraryRun: fc.Arbitrary<RunHistory> = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.nat({ max: 1_000 }))
  .chain(([day, nth]) => arbitraryRunOf(traceIdOn(day, nth)));

/** Generates deliveries of the events: in any order, some of them several times, in parts of any size. */
export const arbitraryDeliveries = (events: readonly RunEvent[]): fc.Arbitrary<RunEvent[][]> =>
  fc
    .tuple(
      fc.shuffledSubarray([...events], { minLength: events.length }),
      fc.array(fc.constantFrom(...events), { maxLength: events.length }),
      fc.array(fc.nat({ max: 2 * events.length }), { maxLength: 6 }),
      fc.boolean(),
    )
    .map(([shuffled, again, cuts, repeatsFirst]) => {
      const delivered = repeatsFirst ? [...again, ...shuffled] : [...shuffled, ...again];
      const ends = [...cuts, delivered.length].toSorted((a, b) => a - b);
      return ends.map((end, index) => delivered.slice(ends[index - 1] ?? 0, end));
    });
