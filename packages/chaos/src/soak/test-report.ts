import { z } from "zod";
import { NOTHING, type Tally } from "./tally.ts";

const assertionSchema = z.object({
  fullName: z.string(),
  status: z.string(),
  failureMessages: z.array(z.string()).nullish(),
});

/** What is read of the report that `vitest run --reporter=json` writes. */
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

/** What went wrong: each test that failed, and each file that failed outside of its tests. */
export const problemsOf = ({ testResults }: TestReport): readonly string[] =>
  testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === "failed");
    if (failed.length === 0) return status === "failed" ? [`${name}: ${message ?? "it failed"}`] : [];
    return failed.map(
      ({ fullName, failureMessages }) => `${name}: ${fullName}: ${failureMessages?.join("\n")}`,
    );
  });

/** Tests that ran are cases, and those that failed are wrong. A file that runs none is wrong as well. */
export function tallyOfTests(report: TestReport): Tally {
  const ran = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === "passed" || status === "failed");
  return { ...NOTHING, cases: ran.length, wrong: problemsOf(report).length };
}
