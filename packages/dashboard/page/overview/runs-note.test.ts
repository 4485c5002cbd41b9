import { PROCESSOR_QUEUES } from "@paperledger/core/status/processor-queues";
import { expect, test } from "vitest";
import { runsNote } from "./runs-note.ts";

const noteOf = (running: number, ...waiting: readonly (number | null)[]) => noteWith(running, 0, ...waiting);

/** Returns the note with so many uploads in work. */
const noteWith = (running: number, inWork: number, ...waiting: readonly (number | null)[]) => {
  const part = {
    from: "",
    to: "",
    runs: running,
    completed: 0,
    with_rejects: 0,
    failed: 0,
    running,
    silent: 0,
  };
  return runsNote({
    parts: [part],
    queues: PROCESSOR_QUEUES.map((queue, nth) => ({
      queue,
      waiting: waiting[nth] ?? null,
      in_flight: waiting[nth] === null ? null : queue === "uploads" ? inWork : 0,
    })),
  });
};

test("the note of the runs tells how many go on, and how many files wait", () => {
  expect(noteOf(0, 0, 0)).toEqual({ note: "none running", title: "No file waits for the processor." });
  expect(noteOf(2, 0, 0).note).toBe("2 running");
  expect(noteOf(0, 3, 1_000)).toEqual({
    note: "1,003 wait",
    title: "Waiting for the processor: 3 uploads, 1,000 objects of a backfill.",
  });
  expect(noteOf(2, 3, 0).note).toBe("2 running, 3 wait");
});

test("files in work are named until their runs are counted", () => {
  expect(noteWith(0, 1, 0, 0)).toEqual({ note: "1 in work", title: "In work: 1 upload. None waits." });
  expect(noteWith(0, 1, 12, 0).note).toBe("1 in work, 12 wait");
  expect(noteWith(1, 1, 12, 0).note).toBe("1 running, 12 wait");
});

test("a queue that could not be read is not shown as an empty one", () => {
  expect(noteOf(0, 0, null).note).toBe("? wait");
  expect(noteOf(1, 3, null).note).toBe("1 running, 3 + ? wait");
});
