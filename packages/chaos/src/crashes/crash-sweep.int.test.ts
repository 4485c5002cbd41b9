import { randomNumbers } from "@paperledger/faults/random-numbers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CaseResult, type CrashCase, type CrashLab, runCase } from "./crash-case.ts";
import { sweepOf, twoCrashes, twoProcessors } from "./crash-cases.ts";
import { startCrashLab } from "./crash-lab.ts";
import { inParallel } from "./in-parallel.ts";

const SEED = 20_260_301;
/** The number of random cases. Set it with `CRASH_CASES=500 npm test`. */
const RANDOM_CASES = Number(process.env.CRASH_CASES ?? 8);
const AT_ONCE_CASES = Math.ceil(RANDOM_CASES / 3);

let lab: CrashLab;
let clean: CaseResult;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ lab, clean, stop } = await startCrashLab({ spare: 3 }));
});

afterAll(() => stop());

/** Runs the cases, and expects each to end like the clean run. Returns how many processes died in each. */
async function endAsClean(cases: Iterable<CrashCase>, kills = new Map<CrashCase, number>()) {
  await inParallel(cases, async (crashCase) => {
    const result = await runCase(crashCase, lab);
    kills.set(crashCase, result.kills);
    expect(result.state, JSON.stringify(crashCase)).toEqual(clean.state);
  });
  return [...kills.values()].reduce((sum, each) => sum + each, 0);
}

test("the clean run has all there is to lose: papers, rejects, duplicates, statistics, published events", () => {
  const { papers, events, rejects, statistics, published, unexplained } = clean.state;
  expect(papers).toHaveLength(80);
  expect(events).toHaveLength(6);
  expect(rejects).toHaveLength(2);
  expect(statistics.length).toBeGreaterThan(2);
  expect(published).toHaveLength(6);
  expect(unexplained).toEqual([]);
  expect(clean.processorRequests).toBeGreaterThan(10);
  expect(clean.projectorRequests).toBeGreaterThanOrEqual(4);
});

test("killed while it checks what it needs at its start, each function ends as the clean run", async () => {
  const crashes = [{ part: "start-up", request: 3, side: "before" } as const];
  const cases = [
    { name: "start-of-processor", processors: [crashes], projector: [] },
    { name: "start-of-projector", processors: [[]], projector: crashes },
  ];
  expect(await endAsClean(cases)).toBe(cases.length);
});

test.each(["processor", "projector"] as const)(
  "%s: killed before its first request or after any one of them, and delivered again, it ends as the clean run",
  async (name) => {
    const kills = new Map<CrashCase, number>();
    const cases = sweepOf(name, (crashCase) => kills.get(crashCase) !== 0);
    const requests = name === "processor" ? clean.processorRequests : clean.projectorRequests;
    expect(await endAsClean(cases, kills)).toBeGreaterThanOrEqual(requests - 1);
  },
);

test(`killed twice in a row at ${RANDOM_CASES} random pairs of points, it ends as the clean run`, async () => {
  const random = randomNumbers(SEED);
  const cases = Array.from({ length: RANDOM_CASES }, (_, n) => twoCrashes(`twice-${n}`, clean, random));
  expect(await endAsClean(cases)).toBeGreaterThan(RANDOM_CASES);
});

test(`two processors on the object at once, some of them killed, end as the clean run, ${AT_ONCE_CASES} times`, async () => {
  const random = randomNumbers(SEED);
  const cases = Array.from({ length: AT_ONCE_CASES }, (_, n) => twoProcessors(`at-once-${n}`, clean, random));
  await endAsClean(cases);
});
