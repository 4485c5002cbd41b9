import type { RunEvent } from "@paperledger/events/run-event";
import { expect, test } from "vitest";
import { redriveKey, redriveOf } from "../runs/redrives.ts";
import { eventsOfRun } from "../statistics/run-statistics.fixture.ts";
import { emptyRun, foldEvent } from "../statistics/run-statistics.ts";
import { parseTraceId, type TraceId } from "../trace-ids/trace-id.ts";
import { ulidOf } from "../trace-ids/ulid-of.ts";
import { redrivesUnderWay } from "./redrives-under-way.ts";

const NOW = new Date("2025-03-01T13:00:00.000Z");

const idOf = ([first]: readonly RunEvent[]) => parseTraceId(first?.metadata.trace_id ?? "");

/** Returns the events of a run that redrives the rejects of another one. */
const redrive = (of: TraceId, at: string, end: "running" | "completed" = "running") =>
  eventsOfRun({ at, key: redriveKey(of, { redrive: ulidOf(of), rejects: 1, part: 1 }), end });

const underWay = (traceId: TraceId, ...logs: readonly (readonly RunEvent[])[]) =>
  redrivesUnderWay(
    traceId,
    {
      statistics: {
        async *redrives() {
          for (const events of logs)
            for (const event of events) {
              const of = event.type === "started" ? redriveOf(event.data.key) : undefined;
              if (of) yield { of, by: idOf(events) };
            }
        },
        runs: async (ids) =>
          logs
            .filter((events) => ids.includes(idOf(events)))
            .map((events) => events.reduce(foldEvent, emptyRun(idOf(events)))),
      },
      eventLog: {
        async *eventsOf(id) {
          yield* logs.find((events) => idOf(events) === id) ?? [];
        },
      },
    },
    NOW,
  );

const run = eventsOfRun({});
const other = eventsOfRun({ key: "raw-data/other.xml.gz" });

test("finds a redrive that runs, and one of the rejects that a redrive left", async () => {
  const ended = redrive(idOf(run), "2025-03-01T12:30:00.000Z", "completed");
  const again = redrive(idOf(ended), "2025-03-01T12:59:00.000Z");
  const second = redrive(idOf(run), "2025-03-01T12:59:30.000Z");
  expect(await underWay(idOf(run), run, ended, second, again)).toEqual([idOf(again), idOf(second)]);
});

test("leaves out a redrive that has ended, that went silent, or that is of another run", async () => {
  expect(
    await underWay(
      idOf(run),
      run,
      other,
      redrive(idOf(run), "2025-03-01T12:58:00.000Z", "completed"),
      redrive(idOf(run), "2025-03-01T09:00:00.000Z"),
      redrive(idOf(other), "2025-03-01T12:59:00.000Z"),
    ),
  ).toEqual([]);
});
