import { randomNumbers } from "@paperledger/faults/random-numbers";
import { functionChildren } from "../crashes/function-children.ts";
import { oneProjector, severalFiles, severalProjectors } from "../crashes/several-projectors.ts";
import { startServices } from "../worlds/services.ts";
import { attackWithCases } from "./attack-with-cases.ts";
import type { Report } from "./tally.ts";

const CASES_EACH = 10;
const FAULT_RATE = 0.2;

/** Runs one round of several projectors and shards at once, on several runs: with crashes, and with faults in addition. */
export async function attackWithProjectors(seed: number, report: Report): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const services = await startServices();
  stack.defer(() => services.stop());
  const children = await functionChildren({ spare: 4 });
  stack.defer(() => children.stop());
  const faulty = await functionChildren({ faults: { seed, rate: FAULT_RATE } });
  stack.defer(() => faulty.stop());
  const lab = await severalFiles(services, children);
  const clean = await oneProjector(lab);
  const random = randomNumbers(seed);
  for (const [name, on] of [
    ["several projectors", lab],
    ["several projectors and faults", { ...lab, children: faulty }],
  ] as const) {
    const cases = Array.from({ length: CASES_EACH }, (_, n) =>
      severalProjectors(`${name.replaceAll(" ", "-")}-${n}`, clean, random),
    );
    await attackWithCases(cases, { name, seed, lab: on, clean, report });
  }
}
