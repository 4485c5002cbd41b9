import * as z from "zod";
import { NOTHING, type Tally } from "./tally.ts";

const assertionSchema = z.object({
  fullName: z.string(),
  status: z.string(),
  failureMessages: z.array(z.string()).nullish(),
});

/** The fields that are read from the report of `vitest run --reporter=json`. */
export const testReportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().nullish(),
      assertionResults: z.array(assertionSchema),
    }),
  ),
});

export type TestReport = z.infer<typeof testReportSchema>;

/** Returns the problems in a report: each test that failed, and each file that failed outside of its tests. */
export const problemsOf = ({ testResults }: TestReport): readonly string[] =>
  testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === "failed");
    if (failed.length === 0) return status === "failed" ? [`${name}: ${message ?? "it failed"}`] : [];
    return failed.map(
      ({ fullName, failureMessages }) => `${name}: ${fullName}: ${failureMessages?.join("\n")}`,
    );
  });

/**
 * Counts a report. Each test that ran counts as a case. A failed test, and a failed file in which no test ran, count as wrong.
 */
export function tallyOfTests(report: TestReport): Tally {
  const ran = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === "passed" || status === "failed");
  return { ...NOTHING, cases: ran.length, wrong: problemsOf(report).length };
}
