import type { RunEvent } from "@paperledger/events/run-event";
import { expect, test } from "vitest";
import { redriveKey, redriveOf } from "../runs/redrives.ts";
import { eventsOfRun } from "../statistics/run-statistics.fixture.ts";
import { emptyRun, foldEvent } from "../statistics/run-statistics.ts";
import { parseTraceId, type TraceId } from "../trace-ids/trace-id.ts";
import { ulidOf } from "../trace-ids/ulid-of.ts";
import { redrivesUnderWay, type UploadedRedrive } from "./redrives-under-way.ts";

const NOW = new Date("2025-03-01T13:00:00.000Z");

const idOf = ([first]: readonly RunEvent[]) => parseTraceId(first?.metadata.trace_id ?? "");

const keyOf = ([first]: readonly RunEvent[]) => (first?.type === "started" ? first.data.key : "");

/** Returns the events of a run that redrives the rejects of another one. */
const redrive = (of: TraceId, at: string, end: "running" | "completed" | "failed" = "running") =>
  eventsOfRun({ at, key: redriveKey(of, { redrive: ulidOf(of), rejects: 1, part: 1 }), end });

const underWay = async (traceId: TraceId, ...logs: readonly (readonly RunEvent[])[]) =>
  (await allUnderWay(traceId, logs)).runs;

const allUnderWay = (
  traceId: TraceId,
  logs: readonly (readonly RunEvent[])[],
  uploads: readonly UploadedRedrive[] = [],
) =>
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
      uploadsOf: async (of) => uploads.filter(({ key }) => redriveOf(key) === of),
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

test("finds a redrive that failed and was begun again, until it ends", async () => {
  const at = "2025-03-01T12:50:00.000Z";
  const failed = redrive(idOf(run), at, "failed");
  const failure = failed.at(-1);
  const more = eventsOfRun({ at, key: keyOf(failed), batches: [{}, {}], end: "completed" });
  const begunAgain = [...failed, ...more.filter(({ metadata }) => metadata.seq === 2)];
  expect(failure?.type).toBe("failed");
  expect(await underWay(idOf(run), run, failed)).toEqual([]);
  expect(await underWay(idOf(run), run, begunAgain)).toEqual([idOf(failed)]);
  expect(await underWay(idOf(run), run, [...begunAgain, ...more.slice(-1)])).toEqual([]);
});

test("finds a file that is uploaded and that no run has begun to read, also of a redrive of a redrive", async () => {
  const ended = redrive(idOf(run), "2025-03-01T12:30:00.000Z", "completed");
  const file = (of: TraceId, uploadedAt: string) => ({
    key: redriveKey(of, { redrive: ulidOf(idOf(other)), rejects: 1, part: 1 }),
    uploadedAt: new Date(uploadedAt),
  });
  const ofRun = file(idOf(run), "2025-03-01T12:59:00.000Z");
  const ofEnded = file(idOf(ended), "2025-03-01T12:40:00.000Z");
  const begun = { key: keyOf(ended), uploadedAt: new Date("2025-03-01T12:59:00.000Z") };
  const found = (...uploads: readonly UploadedRedrive[]) => allUnderWay(idOf(run), [run, ended], uploads);
  expect(await found(ofRun, ofEnded, begun)).toEqual({
    runs: [],
    notBegun: [ofRun.key, ofEnded.key].toSorted(),
  });
  expect(await found(file(idOf(run), "2025-03-01T12:29:00.000Z"), begun)).toEqual({ runs: [], notBegun: [] });
  expect(await found(file(idOf(other), "2025-03-01T12:59:00.000Z"))).toEqual({ runs: [], notBegun: [] });
});
