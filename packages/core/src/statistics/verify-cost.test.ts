import { expect, test } from "vitest";
import { runOf } from "./run-statistics.fixture.ts";
import { NO_TALLY } from "./tally.ts";
import { verifyCost } from "./verify-cost.ts";

test("the cost of a comparison follows from the events and runs of all time", () => {
  const { tally } = runOf({ batches: [{}, {}] });
  expect(verifyCost(tally)).toEqual({ events: 4, runs: 1, readUnits: 4, dollars: 5e-7 });
  expect(verifyCost(NO_TALLY)).toEqual({ events: 0, runs: 0, readUnits: 0, dollars: 0 });
});
