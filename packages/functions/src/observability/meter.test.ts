import { expect, test, vi } from "vitest";
import { silence } from "../embedded-aws.fixture.ts";
import { PROCESSOR } from "../processor/processor-function.ts";
import { meterOf } from "./meter.ts";

test("a metric is added with its value and the unit of its description", () => {
  const { metrics } = silence();
  const added = vi.spyOn(metrics, "addMetric");
  const meter = meterOf(PROCESSOR, metrics);
  meter.add("PapersRejected", 3);
  meter.add("BatchTime", 250);
  expect(added.mock.calls).toEqual([
    ["PapersRejected", "Count", 3],
    ["BatchTime", "Milliseconds", 250],
  ]);
});

test("publishing writes what was added so far: nothing is left to write", () => {
  const { metrics } = silence();
  const meter = meterOf(PROCESSOR, metrics);
  meter.add("RunsStarted", 1);
  expect(metrics.hasStoredMetrics()).toBe(true);
  meter.publish();
  expect(metrics.hasStoredMetrics()).toBe(false);
});
