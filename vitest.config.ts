import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take longest, the longest first. They start first, so that none of them runs alone at the end. */
const LONGEST = [
  "bench/src/bench-rows.int.test.ts",
  "dashboard/src/browser/overview.int.test.ts",
  "cli/src/every-command.int.test.ts",
  "dashboard/src/browser/statistics.int.test.ts",
  "dashboard/src/browser/actions.int.test.ts",
  "cli/src/redrive/redrive.int.test.ts",
  "chaos/src/hostile/hostile-memory.int.test.ts",
  "chaos/src/large/large-log.int.test.ts",
  "dashboard/src/browser/run.int.test.ts",
  "cli/src/commands.int.test.ts",
  "chaos/src/crashes/crash-sweep.int.test.ts",
  "cli/src/dashboard/dashboard.int.test.ts",
  "local/src/full-disk.int.test.ts",
  "chaos/src/hostile/hostile.int.test.ts",
  "local/src/start-laptop.int.test.ts",
  "local/src/worked-examples.int.test.ts",
  "dashboard/src/browser/events.int.test.ts",
  "cli/src/status/bad-night.int.test.ts",
  "cli/src/start/start.int.test.ts",
  "chaos/src/hostile/memory.int.test.ts",
  "events/src/package.int.test.ts",
  "chaos/src/crashes/cut-sweep.int.test.ts",
  "dashboard/src/browser/papers.int.test.ts",
  "aws/src/tables/unreadable-items.int.test.ts",
  "cli/src/odd-data-folder.int.test.ts",
  "core/src/formats/mixed-file.int.test.ts",
  "cli/src/backfill/backfill-bucket.int.test.ts",
  "core/src/batch-files/open-batch-file.test.ts",
  "core/src/compression/decompress.test.ts",
  "core/src/archives/archive-reader.test.ts",
  "core/src/runs/versions-in-any-order.test.ts",
  "core/src/runs/process-batch-file.test.ts",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification) => {
      const rank = LONGEST.findIndex((name) => moduleId.endsWith(name));
      return rank < 0 ? LONGEST.length : rank;
    };
    return (await super.sort(files)).sort((one, other) => rankOf(one) - rankOf(other));
  }
}

/** A busy machine can take ten times as long as a quiet one. Time does not decide a test. */
const testTimeout = 600_000;

/**
 * A process for all files of a worker, where modules are loaded once. What a file changes in its process, such as the clock, a spy or
 * the working folder, it puts back at its end.
 */
const isolate = false;

/** Tests against the embedded AWS wait now and then. A third one uses two processors meanwhile. */
const maxWorkers = 3;

export default defineConfig({
  test: {
    // One line a file, with the tests that fail.
    slowTestThreshold: 600_000,
    sequence: { sequencer: LongestFirst },
    // Metrics are lines on standard output: in tests they would only stand between the results.
    env: { POWERTOOLS_METRICS_DISABLED: "true", TZ: "UTC" },
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "packages/*/src/**/*.test.ts",
            "packages/dashboard/page/**/*.test.ts",
            "scripts/*.test.ts",
          ],
          exclude: ["**/*.int.test.ts"],
          isolate,
          testTimeout,
          hookTimeout: testTimeout,
          maxWorkers,
        },
      },
      {
        test: {
          name: "int",
          include: ["packages/*/src/**/*.int.test.ts"],
          isolate,
          testTimeout,
          hookTimeout: testTimeout,
          maxWorkers,
        },
      },
      {
        test: {
          name: "stacks",
          include: ["stacks/**/*.test.ts"],
          globalSetup: ["stacks/testing/evaluate-once.ts"],
          isolate,
          testTimeout,
          hookTimeout: testTimeout,
          maxWorkers,
        },
      },
    ],
  },
});
