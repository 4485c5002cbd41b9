import { expect, test } from "vitest";
import { holdingsText } from "./holdings.ts";

const queuesOf = (waiting: number, inFlight: number) => [
  { queue: "uploads" as const, depth: { waiting, inFlight } },
];

test("says how many runs a folder holds, what waits, and how to ingest more", () => {
  expect(holdingsText({ runs: 1_200, queues: queuesOf(3, 1) })).toBe(
    "This folder holds 1,200 runs already. Waiting for the processor: 3 uploads (1 more in work). Give a FILE to ingest more.",
  );
  expect(holdingsText({ runs: 1, queues: queuesOf(0, 0) })).toBe(
    "This folder holds 1 run already. No file waits for the processor. Give a FILE to ingest more.",
  );
});

test.each([0, undefined])("says that it holds uploads if it has %s counted runs", (runs) => {
  expect(holdingsText({ runs, queues: queuesOf(0, 1) })).toBe(
    "This folder holds uploads already. In work: 1 upload. None waits. Give a FILE to ingest more.",
  );
});
