import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CaseResult, type CrashCase, type CrashLab, runCase } from "./crash-case.ts";
import { startCrashLab } from "./crash-lab.ts";
import type { CrashPoint } from "./function-call.ts";
import { inParallel } from "./in-parallel.ts";
import { ONE_INVOCATION, PAPERS_OF_SOME_INVOCATIONS, shortInvocations } from "./short-invocations.ts";

/** The number of last requests to test: the last batch-done, the message, its note, the attempt's note, and a few more, because invocations differ by a request or two. */
const LAST_REQUESTS = 8;

let lab: CrashLab;
/** The result of the run in one invocation. */
let clean: CaseResult;
/** The result of the run in short invocations. */
let handedOn: CaseResult;
let stop: () => Promise<void>;

beforeAll(async () => {
  const started = await startCrashLab({
    papers: PAPERS_OF_SOME_INVOCATIONS,
    cleanCase: ONE_INVOCATION,
    spare: 3,
  });
  ({ lab, clean, stop } = started);
  handedOn = await runCase(shortInvocations("handed-on", "requests"), lab);
});

afterAll(() => stop());

const inShortInvocations = (name: string, more: Partial<CrashCase>): CrashCase => ({
  ...shortInvocations(name, "requests"),
  ...more,
});

/** Runs the cases, and expects each to end like the run in one invocation. Returns how many processes died. */
async function endAsClean(cases: readonly CrashCase[]): Promise<number> {
  let kills = 0;
  await inParallel(cases, async (crashCase) => {
    const result = await runCase(crashCase, lab);
    kills += result.kills;
    expect(result.state, JSON.stringify(crashCase)).toEqual(clean.state);
  });
  return kills;
}

test("a run takes at least three invocations, each by a message of the queue", () => {
  expect(handedOn.processorInvocations).toBeGreaterThanOrEqual(3);
  expect(handedOn.processorCommands.SendMessageCommand).toBe(handedOn.processorInvocations - 1);
  expect(handedOn.state).toEqual(clean.state);
});

describe("the end of an invocation: last batch-done, send, keep the message id, answer", () => {
  test("killed after any of the last requests of the first invocation, the run ends as in one", async () => {
    const whole = Math.ceil(handedOn.processorRequests / handedOn.processorInvocations);
    const requests = Array.from({ length: LAST_REQUESTS }, (_, n) => whole + 2 - n);
    const cases = requests.map((request) => {
      const crash: CrashPoint = { request, side: "after" };
      return inShortInvocations(`first-${request}`, { processors: [[crash]] });
    });
    expect(await endAsClean(cases)).toBeGreaterThanOrEqual(LAST_REQUESTS / 2);
  });
});

describe("a message that is delivered once more", () => {
  test.each(["at-once", "after-the-run"] as const)("%s, changes nothing", async (redelivery) => {
    expect(await endAsClean([inShortInvocations(redelivery, { redelivery })])).toBe(0);
  });
});

test("two chains of one run, at the same time, end as one", async () => {
  const cases = [1, 2].map((n) => inShortInvocations(`chains-${n}`, { processors: [[], []] }));
  expect(await endAsClean(cases)).toBe(0);
});
