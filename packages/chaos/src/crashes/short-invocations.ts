import type { VariablesOf } from "@paperledger/functions/description/function-description";
import type { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import type { CrashCase } from "./crash-case.ts";
import type { Pace } from "./function-call.ts";

/** So many papers take some 20 seconds, where each request takes a tenth of one and batches are written one by one. */
export const PAPERS_OF_20_SECONDS = 1_600;

const REQUEST_MS = 100;
const LIMIT_MS = 2_300;
const environment = {
  BATCHES_IN_FLIGHT: "1",
  CONTINUE_MARGIN_MS: "700",
} satisfies VariablesOf<typeof PROCESSOR>;

/** An invocation limit of some two seconds on a file that takes twenty. */
export const shortInvocations = (name: string, clock: Pace["clock"]): CrashCase => ({
  name,
  processors: [[]],
  projector: [],
  pace: { limitMs: LIMIT_MS, requestMs: REQUEST_MS, clock },
  environment,
});

/** So many papers take some such invocations. */
export const PAPERS_OF_SOME_INVOCATIONS = 100;

/** The same file in one invocation. */
export const ONE_INVOCATION: CrashCase = {
  ...shortInvocations("one-invocation", "requests"),
  pace: { limitMs: 900_000, requestMs: REQUEST_MS, clock: "requests" },
};

/** How long a file takes whose requests are made one after the other. */
export const tookMs = (requests: number): number => requests * REQUEST_MS;
