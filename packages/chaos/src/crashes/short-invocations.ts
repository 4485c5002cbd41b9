import type { VariablesOf } from "@paperledger/functions/description/function-description";
import type { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import type { CrashCase } from "./crash-case.ts";
import type { Pace } from "./function-call.ts";

/** This many papers take about 20 seconds, if each request takes 0.1 seconds and batches are written one after the other. */
export const PAPERS_OF_20_SECONDS = 1_600;

const REQUEST_MS = 100;
const LIMIT_MS = 2_500;
const environment = {
  BATCHES_IN_FLIGHT: "1",
  CONTINUE_MARGIN_MS: "700",
} satisfies VariablesOf<typeof PROCESSOR>;

/** Returns a case with invocations of about two seconds, for a file that takes twenty seconds. */
export const shortInvocations = (name: string, clock: Pace["clock"]): CrashCase => ({
  name,
  processors: [[]],
  projector: [],
  pace: { limitMs: LIMIT_MS, requestMs: REQUEST_MS, clock },
  environment,
});

/** This many papers take a few such invocations. */
export const PAPERS_OF_SOME_INVOCATIONS = 100;

/** The same file in one invocation. */
export const ONE_INVOCATION: CrashCase = {
  ...shortInvocations("one-invocation", "requests"),
  pace: { limitMs: 900_000, requestMs: REQUEST_MS, clock: "requests" },
};

/** Returns how long a file takes if its requests are sent one after the other. */
export const tookMs = (requests: number): number => requests * REQUEST_MS;
