import { randomNumbers } from "@paperledger/faults/random-numbers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { batchFile } from "../worlds/batch-file.ts";
import { completedRecords, failureReason, recordDifferences } from "../worlds/compare-records.ts";
import { finalState } from "../worlds/final-state.ts";
import { createWorld, uploadBatchFile } from "../worlds/world.ts";
import { type CaseResult, type CrashLab, runCase } from "./crash-case.ts";
import { anyPoint } from "./crash-cases.ts";
import { LAB_PAPERS, startCrashLab } from "./crash-lab.ts";
import { cutShort, cutShortAtOnce } from "./cut-cases.ts";
import { deliverStream, deliverUpload, NO_HURRY } from "./deliver.ts";
import { inParallel } from "./in-parallel.ts";

const SEED = 20_261_127;
/** The number of cases. Set it with `CRASH_CASES=500 npm test`. */
const CASES = Math.ceil(Number(process.env.CRASH_CASES ?? 12) / 2);

let lab: CrashLab;
let clean: CaseResult;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ lab, clean, stop } = await startCrashLab({ spare: 3 }));
});

afterAll(() => stop());

test(`cut short at random places and killed, then read whole, it accounts for every record, ${CASES} times`, async () => {
  const random = randomNumbers(SEED);
  const cases = Array.from({ length: CASES }, (_, n) => cutShort(`cut-${n}`, clean, random));
  await inParallel(cases, async (crashCase) => {
    const { state } = await runCase(crashCase, lab);
    expect(recordDifferences(state, clean.state), JSON.stringify(crashCase)).toEqual([]);
  });
});

test(`cut short in one of two processors at once, it accounts for every record or says that it cannot, ${CASES} times`, async () => {
  const random = randomNumbers(SEED);
  const cases = Array.from({ length: CASES }, (_, n) => cutShortAtOnce(`cut-at-once-${n}`, clean, random));
  await inParallel(cases, async (crashCase) => {
    const { state } = await runCase(crashCase, lab);
    if (failureReason(state) === "other-batches") expect(state.unexplained).toEqual([]);
    else expect(recordDifferences(state, clean.state), JSON.stringify(crashCase)).toEqual([]);
  });
});

test("overwritten after a crash, in a bucket without versions, it never completes with records missing", async () => {
  const random = randomNumbers(SEED);
  const { services, children } = lab;
  for (let nth = 0; nth < 8; nth++) {
    const name = `overwritten-${nth}`;
    const upload = await uploadBatchFile(services, `${name}.gz`, batchFile(LAB_PAPERS));
    const world = await createWorld(services, name);
    const crashAt = anyPoint(clean.processorRequests, random);
    const event = upload.event;
    const { environment } = world;
    await children.invoke({ function: "processor", environment, event, crashAt, pace: NO_HURRY });
    const other = batchFile(20 + random.below(60));
    await uploadBatchFile(services, `${name}.gz`, other);
    await deliverUpload(event, world, children);
    await deliverStream(world, children);
    const state = await finalState(world);
    expect(state.unexplained).toEqual([]);
    const reason = failureReason(state);
    if (reason === undefined) expect(completedRecords(state)).toBe(completedRecords(clean.state));
    else expect(["missing", "other-batches"], JSON.stringify(crashAt)).toContain(reason);
  }
});
