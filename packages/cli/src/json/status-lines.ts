import * as z from "zod";
import { at, count, countedUpTo, date, line, text, traceId } from "./json-fields.ts";

const place = z.enum(["uploads", "backfill", "deliveries", "stream"]);
const runs = z
  .array(z.strictObject({ trace_id: traceId, key: text.nullable() }))
  .describe("the newest of them");

const todo = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("failed-runs"), reason: text, count, sample: text, runs }),
  z.strictObject({
    kind: z.literal("rejected-records"),
    reason: text,
    count,
    run_count: count,
    sample: text.nullable(),
    runs,
  }),
  z.strictObject({ kind: z.literal("silent-runs"), count, last_event_at: at, runs }),
  z.strictObject({
    kind: z.literal("dead-letters"),
    place,
    count,
    oldest_at: at.nullable(),
    sample: text.nullable(),
  }),
  z.strictObject({ kind: z.literal("missing-source"), source: text, last_date: date }),
  z.strictObject({ kind: z.literal("behind"), events: count, newest_event_at: at.nullable() }),
]);

/** The line of an error, which every command prints if it ends with one. */
export const ERROR_LINES = {
  error: line("error", {
    message: text.describe("what is wrong and what to do; it is on standard error too"),
    exit_code: count,
  }),
} as const;

/** The line of `status`. */
export const STATUS_LINES = {
  status: line("status", {
    from: at,
    to: at,
    parts: z.array(
      z.strictObject({
        from: at,
        to: at,
        runs: count,
        completed: count,
        with_rejects: count.describe("completed runs that rejected a record"),
        failed: count,
        running: count,
        silent: count,
      }),
    ),
    todo: z.array(todo).describe("what a person has to do; empty if there is nothing"),
    failed_before: count
      .nullable()
      .describe("runs that failed before the range and have not completed since; null if unknown"),
    sources: z.array(z.strictObject({ source: text, upserted: count, duplicate: count, rejected: count })),
    counted_up_to: z.strictObject(countedUpTo).nullable(),
    queues: z
      .array(
        z.strictObject({
          queue: z.enum(["uploads", "backfill"]),
          waiting: count.nullable().describe("messages that wait; null if the queue could not be read"),
          in_flight: count.nullable().describe("messages in work; null if the queue could not be read"),
        }),
      )
      .describe("the queues of the processor; a run that continues later has a message too"),
    dead_letters: z.array(
      z.strictObject({
        place,
        count: count.nullable().describe("null if the place could not be read"),
        oldest_at: at.nullable(),
        some: z.array(z.strictObject({ at, about: text })).describe("the oldest of them"),
      }),
    ),
    unknown: z.array(text).describe("what could not be read"),
  }),
} as const;
