import { randomNumbers } from "@paperledger/faults/random-numbers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Services, startServices } from "../worlds/services.ts";
import { type CaseResult, type CrashLab, runCase } from "./crash-case.ts";
import { type FunctionChildren, functionChildren } from "./function-children.ts";
import { oneProjector, severalFiles, severalProjectors } from "./several-projectors.ts";

const SEED = 20_261_128;
/** The number of cases. Set it with `CRASH_CASES=500 npm test`. */
const CASES = Math.ceil(Number(process.env.CRASH_CASES ?? 40) / 8);

let services: Services;
let children: FunctionChildren;
let lab: CrashLab;
let clean: CaseResult;

beforeAll(async () => {
  services = await startServices();
  children = await functionChildren({ spare: 4 });
  lab = await severalFiles(services, children);
  clean = await oneProjector(lab);
});

afterAll(async () => {
  await children.stop();
  await services.stop();
});

test(`several projectors at once on the events of several runs end as one projector, ${CASES} times`, async () => {
  const random = randomNumbers(SEED);
  let kills = 0;
  let atOnce = 0;
  for (let n = 0; n < CASES; n++) {
    const result = await runCase(severalProjectors(`several-projectors-${n}`, clean, random), lab);
    kills += result.kills;
    atOnce = Math.max(atOnce, result.projectorsAtOnce);
    expect(result.state, `case ${n} of seed ${SEED}`).toEqual(clean.state);
  }
  expect(clean.projectorsAtOnce).toBe(1);
  expect(atOnce).toBeGreaterThan(1);
  expect(kills).toBeGreaterThan(0);
}, 600_000);
