import { lambdaRuntime } from "../../../../stacks/testing/lambda-runtime.ts";
import type { Effort } from "../measuring/measure.ts";

type FunctionOnLambda = Omit<Parameters<typeof lambdaRuntime>[0], "traceHeader">;

/** No invocation takes longer than this on any machine. */
export const AMPLE_MS = 120_000;

/**
 * Starts a function under AWS's runtime client, lets it answer one event, and ends it.
 *
 * @returns the time from the start of the process to the answer
 * @throws Error if the function fails, or logs an error
 */
export async function firstAnswer(fn: FunctionOnLambda, event: unknown): Promise<Effort> {
  const runtime = await lambdaRuntime(fn);
  try {
    const beganAtMs = performance.now();
    const end = await runtime.invoke(event, AMPLE_MS);
    const effort = { ms: performance.now() - beganAtMs, cpuMs: runtime.cpuMs() };
    if (end.kind !== "answered" || runtime.log.some((line) => line.includes('"level":"ERROR"')))
      throw new Error(`${fn.functionName} did not do its event: ${runtime.log.join("\n")}`);
    return effort;
  } finally {
    await runtime.stop();
  }
}
