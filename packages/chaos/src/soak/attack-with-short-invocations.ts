import { randomNumbers } from "@paperledger/aws/faults/random-numbers";
import { runCase } from "../crashes/crash-case.ts";
import { anyPoint } from "../crashes/crash-cases.ts";
import { functionChildren } from "../crashes/function-children.ts";
import { ONE_INVOCATION, PAPERS_OF_20_SECONDS, shortInvocations } from "../crashes/short-invocations.ts";
import { batchFile } from "../worlds/batch-file.ts";
import { startServices } from "../worlds/services.ts";
import { uploadBatchFile } from "../worlds/world.ts";
import { attackWithCases } from "./attack-with-cases.ts";
import type { Report } from "./tally.ts";

/** Requests of an invocation of two seconds, or about so. */
const REQUESTS_EACH = 15;

/** One round of invocations that really end after two seconds on a file that takes twenty; some of them die on the way. */
export async function attackWithShortInvocations(seed: number, report: Report): Promise<void> {
  const random = randomNumbers(seed);
  const services = await startServices();
  const children = functionChildren();
  try {
    const upload = await uploadBatchFile(services, "long.gz", batchFile(PAPERS_OF_20_SECONDS));
    const lab = { services, upload, children };
    const clean = await runCase(ONE_INVOCATION, lab);
    const crashes = Array.from({ length: 4 }, () => anyPoint(REQUESTS_EACH, random));
    const cases = [
      shortInvocations("short", "wall"),
      { ...shortInvocations("short-and-killed", "wall"), processors: [crashes] },
    ];
    await attackWithCases(cases, { name: "short invocations", seed, lab, clean, report });
  } finally {
    await children.stop();
    await services.stop();
  }
}
