import { expect, test } from "vitest";
import type { QueueDepth } from "../status/processor-queues.ts";
import { waitingText } from "./waiting.ts";

const textOf = (uploads: QueueDepth | null, backfill: QueueDepth | null) =>
  waitingText([
    { queue: "uploads", depth: uploads },
    { queue: "backfill", depth: backfill },
  ]);
const NONE = { waiting: 0, inFlight: 0 };

test("the files of each queue are counted, and those in work by themselves", () => {
  expect(textOf(NONE, NONE)).toBe("No file waits for the processor.");
  expect(textOf({ waiting: 1, inFlight: 0 }, NONE)).toBe("Waiting for the processor: 1 upload.");
  expect(textOf({ waiting: 0, inFlight: 2 }, { waiting: 1_200, inFlight: 0 })).toBe(
    "Waiting for the processor: 1,200 objects of a backfill. In work: 2 uploads.",
  );
  expect(textOf({ waiting: 3, inFlight: 1 }, NONE)).toBe(
    "Waiting for the processor: 3 uploads (1 more in work).",
  );
});

test("files in work do not wait", () => {
  expect(textOf({ waiting: 0, inFlight: 1 }, NONE)).toBe("In work: 1 upload. None waits.");
  expect(textOf({ waiting: 0, inFlight: 2 }, { waiting: 0, inFlight: 1 })).toBe(
    "In work: 2 uploads, 1 object of a backfill. None waits.",
  );
});

test("a queue that could not be read is not said to be empty", () => {
  expect(textOf(NONE, null)).toBe("Waiting for the processor: unknown for objects of a backfill.");
  expect(textOf({ waiting: 3, inFlight: 0 }, null)).toBe(
    "Waiting for the processor: 3 uploads, unknown for objects of a backfill.",
  );
  expect(textOf({ waiting: 0, inFlight: 1 }, null)).toBe(
    "Waiting for the processor: unknown for objects of a backfill. In work: 1 upload.",
  );
});
