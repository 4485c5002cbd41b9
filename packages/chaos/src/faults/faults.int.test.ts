import { randomNumbers } from "@paperledger/faults/random-numbers";
import { scrambled } from "@paperledger/faults/scrambled";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CLEAN_CASE, type CrashLab, runCase } from "../crashes/crash-case.ts";
import { type FunctionChildren, functionChildren } from "../crashes/function-children.ts";
import { inParallel } from "../crashes/in-parallel.ts";
import { batchFile } from "../worlds/batch-file.ts";
import type { FinalState } from "../worlds/final-state.ts";
import { type Services, startServices } from "../worlds/services.ts";
import { uploadBatchFile } from "../worlds/world.ts";

const SEED = 20_260_301;
const CASES = 12;
/** The number of cases at the same time. It can be high, because the SDK mostly waits between attempts. */
const AT_ONCE = 4;

let services: Services;
let children: FunctionChildren;
let lab: CrashLab;
let clean: FinalState;

beforeAll(async () => {
  services = await startServices();
  const upload = await uploadBatchFile(services, "papers.gz", batchFile(80));
  const unharmed = await functionChildren({ spare: 1 });
  clean = (await runCase(CLEAN_CASE, { services, upload, children: unharmed })).state;
  await unharmed.stop();
  children = await functionChildren({ spare: AT_ONCE, faults: { seed: SEED, rate: 0.25 } });
  lab = { services, upload, children };
});

afterAll(async () => {
  await children.stop();
  await services.stop();
});

test("with a quarter of all requests at fault, and the stream out of order, in parts and repeated, it ends as the clean run", async () => {
  let faults = 0;
  const cases = Array.from({ length: CASES }, (_, n) => n);
  await inParallel(
    cases,
    async (n) => {
      const random = randomNumbers(SEED + n);
      const dealing = <Item>(items: readonly Item[]) => scrambled(items, random);
      const result = await runCase({ ...CLEAN_CASE, name: `faulty-${n}`, dealing }, lab);
      faults += result.faults;
      expect(result.state, `case ${n}`).toEqual(clean);
    },
    AT_ONCE,
  );
  expect(faults).toBeGreaterThan(CASES * 3);
});
