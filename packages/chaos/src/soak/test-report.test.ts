import { expect, test } from "vitest";
import { problemsOf, tallyOfTests, testReportSchema } from "./test-report.ts";

const report = testReportSchema.parse({
  testResults: [
    {
      name: "a.test.ts",
      status: "failed",
      message: "",
      assertionResults: [
        { fullName: "it holds", status: "passed", failureMessages: [] },
        { fullName: "it does not", status: "failed", failureMessages: ["expected 1 to be 2"] },
        { fullName: "it is for another system", status: "skipped", failureMessages: [] },
      ],
    },
    { name: "b.test.ts", status: "failed", message: "it cannot be imported", assertionResults: [] },
  ],
});

test("tests that ran are cases, those that failed are wrong, and so is a file that cannot be run", () => {
  expect(tallyOfTests(report)).toMatchObject({ cases: 2, wrong: 2 });
});

test("it is told what failed, and why", () => {
  expect(problemsOf(report)).toEqual([
    "a.test.ts: it does not: expected 1 to be 2",
    "b.test.ts: it cannot be imported",
  ]);
});
