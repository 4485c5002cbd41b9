import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Metrics are lines on standard output: in tests they would only stand between the results.
    env: { POWERTOOLS_METRICS_DISABLED: "true" },
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "scripts/*.test.ts"],
          exclude: ["**/*.int.test.ts"],
          // A busy machine slows property tests down. Time does not decide a test.
          testTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "int",
          include: ["packages/*/src/**/*.int.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "stacks",
          include: ["stacks/**/*.test.ts"],
          globalSetup: ["stacks/testing/evaluate-once.ts"],
          maxWorkers: 2,
        },
      },
    ],
  },
});
