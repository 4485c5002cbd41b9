import { batchFile } from "../worlds/batch-file.ts";
import { startServices } from "../worlds/services.ts";
import { uploadBatchFile } from "../worlds/world.ts";
import { type CaseResult, CLEAN_CASE, type CrashCase, type CrashLab, runCase } from "./crash-case.ts";
import { functionChildren } from "./function-children.ts";

/** The number of papers in the lab's batch file. */
export const LAB_PAPERS = 80;

/** A lab with one batch file, and the result of the clean run of that file. */
export interface StartedCrashLab {
  readonly lab: CrashLab;
  readonly clean: CaseResult;
  stop(): Promise<void>;
}

interface CrashLabOptions {
  readonly papers?: number;
  readonly cleanCase?: CrashCase;
  /** The number of function processes that are started before they are needed. */
  readonly spare?: number;
}

/** Starts a lab. If that fails, everything that was started is stopped. */
export async function startCrashLab({
  papers = LAB_PAPERS,
  cleanCase = CLEAN_CASE,
  spare = 2,
}: CrashLabOptions = {}): Promise<StartedCrashLab> {
  await using starting = new AsyncDisposableStack();
  const services = await startServices();
  starting.defer(() => services.stop());
  const children = await functionChildren({ spare });
  starting.defer(() => children.stop());
  const lab = { services, children, upload: await uploadBatchFile(services, "papers.gz", batchFile(papers)) };
  const clean = await runCase(cleanCase, lab);
  const running = starting.move();
  return { lab, clean, stop: () => running.disposeAsync() };
}

/** Starts a lab, runs some work with it, and stops the lab. */
export async function withCrashLab(
  work: (lab: CrashLab, clean: CaseResult) => Promise<void>,
  options: CrashLabOptions = {},
): Promise<void> {
  const { lab, clean, stop } = await startCrashLab(options);
  try {
    await work(lab, clean);
  } finally {
    await stop();
  }
}
