import { expect, onTestFinished, test, vi } from "vitest";
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

test("a metric with its own dimensions is written at once, and does not change the other metrics", () => {
  vi.stubEnv("POWERTOOLS_METRICS_DISABLED", "false");
  onTestFinished(() => void vi.unstubAllEnvs());
  const { metrics } = silence();
  const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const meter = meterOf(PROCESSOR, metrics);
  meter.addAlone("FeedFiles", 1, { feed: "arxiv" });
  const lines = written.mock.calls.map(([line]) => JSON.parse(String(line)));
  written.mockRestore();
  expect(lines).toMatchObject([
    {
      feed: "arxiv",
      service: "test",
      FeedFiles: 1,
      _aws: {
        CloudWatchMetrics: [
          { Dimensions: [["service", "feed"]], Metrics: [{ Name: "FeedFiles", Unit: "Count" }] },
        ],
      },
    },
  ]);
  expect(metrics.hasStoredMetrics()).toBe(false);
});

test("publishing writes the metrics that were added so far, and writes them once", () => {
  const { metrics } = silence();
  const meter = meterOf(PROCESSOR, metrics);
  meter.add("RunsStarted", 1);
  expect(metrics.hasStoredMetrics()).toBe(true);
  meter.publish();
  expect(metrics.hasStoredMetrics()).toBe(false);
});
