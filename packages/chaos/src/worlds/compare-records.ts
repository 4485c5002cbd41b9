import { isDeepStrictEqual } from "node:util";
import { runEventSchema } from "@paperledger/events/run-event";
import * as z from "zod";
import type { FinalState } from "./final-state.ts";

/**
 * Compares the end of a run with the clean run, even if their batches end at different records. It compares records and sums, not
 * `seq`. The numbers of upserted and duplicate records may differ, and so may the versions that papers replaced.
 *
 * @returns a line for each difference
 */
export function recordDifferences(found: FinalState, clean: FinalState): readonly string[] {
  const [events, cleanEvents] = [eventsOf(found), eventsOf(clean)];
  const completed = events.find(({ type }) => type === "completed");
  const cleanCompleted = cleanEvents.find(({ type }) => type === "completed");
  const checks: readonly [string, unknown, unknown][] = [
    ["the papers", papersOf(found), papersOf(clean)],
    ["the records in batches", recordsOf(events), recordsOf(cleanEvents)],
    ["the rejected records", rejectedOf(found), rejectedOf(clean)],
    ["the sums", sumsOf(completed), sumsOf(cleanCompleted)],
    ["the published events", found.published, events.map(({ metadata }) => metadata.event_id).sort()],
    ["the statistics", found.unexplained, []],
  ];
  return checks.flatMap(([what, is, expected]) =>
    isDeepStrictEqual(is, expected)
      ? []
      : [`${what}: ${JSON.stringify(is)} in place of ${JSON.stringify(expected)}`],
  );
}

/** Returns the reason of the last failure of a run that is not completed. */
export function failureReason(state: FinalState): string | undefined {
  const events = eventsOf(state);
  if (events.some(({ type }) => type === "completed")) return undefined;
  return events.flatMap((event) => (event.type === "failed" ? [event.data.reason] : [])).at(-1);
}

/** Returns the number of records that a completed run processed. */
export const completedRecords = (state: FinalState): number | undefined =>
  eventsOf(state).flatMap((event) => (event.type === "completed" ? [event.data.processed] : []))[0];

type Event = z.infer<typeof eventSchema>;
/** The schema of an event in a final state. The state has no times, and the schema requires them, so dummy times are added. */
const eventSchema = z.preprocess((event: unknown) => {
  const { metadata, data, ...rest } = z
    .object({ type: z.string(), metadata: z.looseObject({}), data: z.looseObject({}) })
    .parse(event);
  const occurred_at = "2026-03-01T00:00:00.000Z";
  return { ...rest, metadata: { occurred_at, ...metadata }, data: { batch_ms: 0, ...data } };
}, runEventSchema);

const eventsOf = ({ events }: FinalState): Event[] => events.map((event) => eventSchema.parse(event));

const recordsOf = (events: readonly Event[]) =>
  events
    .flatMap((event) => (event.type === "batch-done" ? [event.data.records] : []))
    .flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, index) => first + index))
    .sort((a, b) => a - b);

const sumsOf = (event: Event | undefined) =>
  event?.type === "completed" && [event.data.processed, event.data.rejected, event.data.bytes];

const paperSchema = z.looseObject({ previous: z.unknown().optional() });
const papersOf = ({ papers }: FinalState) =>
  papers.map((paper) => {
    const { previous: _, ...rest } = paperSchema.parse(paper);
    return rest;
  });

const rejectSchema = z.object({ record_number: z.int(), raw: z.string() });
const rejectedOf = ({ rejects }: FinalState) =>
  rejects.map((reject) => rejectSchema.parse(reject)).sort((a, b) => a.record_number - b.record_number);
