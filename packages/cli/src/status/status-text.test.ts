import { DEAD_LETTER_PLACES } from "@paperledger/core/dead-letters/dead-letters";
import type { Status } from "@paperledger/core/status/status";
import { traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import { expect, test } from "vitest";
import { NO_COLORS } from "../terminal/terminal.fixture.ts";
import { statusText } from "./status-text.ts";

const FROM = new Date("2025-03-01T18:00:30.000Z");
const TO = new Date("2025-03-02T08:00:00.000Z");

/** A status in which one run failed. Its file is of this moment. */
function statusOf(fileAt: string): Status {
  const traceId = traceIdOf({ bucket: "b", key: "old.gz", version: "1", eventTimeMs: Date.parse(fileAt) });
  return {
    range: { from: FROM, to: TO },
    parts: [{ from: FROM, to: TO, runs: 0, completed: 0, withRejects: 0, failed: 0, running: 0, silent: 0 }],
    silent: [],
    todo: [
      {
        kind: "failed-runs",
        reason: "truncated",
        count: 1,
        sample: "the file ends too early",
        runs: [{ traceId, key: "raw-data/old.gz" }],
      },
    ],
    failedBefore: 0,
    sources: [],
    countedUpTo: null,
    queues: [],
    deadLetters: [],
    unknown: [],
  };
}

const textOf = (status: Status, isAtRest = false) =>
  statusText(status, {
    isAtRest,
    place: { dataDir: ".paperledger" },
    colors: NO_COLORS,
    isNight: false,
  });

test("a failed run of an older file is named as such, and the command finds it by the exact time of its failure", () => {
  const text = textOf(statusOf("2020-01-01T00:00:00.000Z"));
  expect(text).toContain("no run of a file that came then");
  expect(text).toContain("  1 run failed: truncated, of older files\n");
  expect(text).toContain(
    "    ./paperledger runs --failed-since 2025-03-01T18:00:30Z --reason truncated\n    ./paperledger redrive --failed-since 2025-03-01T18:00:30Z --reason truncated",
  );
});

test("a failed run of a file of the range is not of an older file", () => {
  expect(textOf(statusOf("2025-03-01T18:00:30.000Z"))).toContain("  1 run failed: truncated\n");
});

test("runs that failed before the range are a number, with the command that lists them", () => {
  const status = statusOf("2025-03-01T18:00:30.000Z");
  expect(textOf(status)).not.toContain("before that");
  expect(textOf({ ...status, failedBefore: 980 })).toContain(
    "980 runs failed before that and have not completed since: ./paperledger runs --status failed\n",
  );
});

test("rejected records of a source are counted at each redrive, and the text says so; without any, it says nothing of it", () => {
  const status = statusOf("2025-03-01T18:00:30.000Z");
  const source = { source: "arxiv", upserted: 1, duplicate: 0, rejected: 0 };
  expect(textOf({ ...status, sources: [source] })).not.toContain("each redrive");
  expect(textOf({ ...status, sources: [{ ...source, rejected: 66 }] })).toContain(
    "Rejected: a record counts again when a redrive rejects it again. In the things to do it counts once.\n",
  );
});

test("dead letters are counted by place, none are said to be none, and a place that could not be read is unknown", () => {
  const status = statusOf("2025-03-01T18:00:30.000Z");
  const letters = (counts: readonly (number | null)[]) =>
    textOf({
      ...status,
      deadLetters: DEAD_LETTER_PLACES.map((place, nth) => ({
        place,
        count: counts[nth] ?? null,
        oldestAt: null,
        some: [],
      })),
    })
      .split("\n")
      .find((line) => /dead letters/i.test(line));
  expect(letters([0, 0, 0, 0])).toBe("No dead letters.");
  expect(letters([2, 0, 1, 0])).toBe("Dead letters: 2 messages of uploads, 1 event for the subscriber.");
  expect(letters([2, 0, 0, null])).toBe(
    "Dead letters: 2 messages of uploads, unknown for batches of run events.",
  );
  expect(letters([null, null, null, null])).toBe(
    "Dead letters: unknown for messages of uploads, messages of backfills, events for the subscriber, batches of run events.",
  );
});

test("waiting files are counted, and on a folder at rest the text says what goes on with them", () => {
  const status = statusOf("2025-03-01T18:00:30.000Z");
  const queues = [{ queue: "uploads" as const, depth: { waiting: 3, inFlight: 0 } }];
  const told = "Waiting for the processor: 3 uploads.\n";
  const howOn = "Nothing works on this folder now. They go on with: ./paperledger start\n";
  expect(textOf({ ...status, queues }, true)).toContain(told + howOn);
  expect(textOf({ ...status, queues })).toContain(told);
  expect(textOf({ ...status, queues })).not.toContain(howOn);
  expect(textOf(status, true)).not.toContain(howOn);
  const one = [{ queue: "uploads" as const, depth: { waiting: 1, inFlight: 0 } }];
  expect(textOf({ ...status, queues: one }, true)).toContain(
    "Waiting for the processor: 1 upload.\nNothing works on this folder now. It goes on with: ./paperledger start\n",
  );
});
