import { traceIdOn } from "@paperledger/core/statistics/run-events.fixture";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { expect, test } from "vitest";
import { linkFields } from "./link-fields.ts";

const [run, first, second] = [traceIdOn(1, 0), traceIdOn(2, 0), traceIdOn(2, 1)];

test("the links of a run are a line each, and no line for what there is not", () => {
  expect(linkFields({ redrivenBy: [first, second] })).toEqual([
    ["redriven by", `${ulidOf(first)}, ${ulidOf(second)}`],
  ]);
  expect(linkFields({ redrives: run, redrivenBy: [] })).toEqual([
    ["redrives", `the rejected records of ${ulidOf(run)}`],
  ]);
  expect(linkFields({ redrivenBy: [] })).toEqual([]);
});
