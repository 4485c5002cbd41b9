import {
  type CaseResult,
  CLEAN_CASE,
  type CrashCase,
  type CrashLab,
  runCase,
} from "../crashes/crash-case.ts";
import { functionChildren } from "../crashes/function-children.ts";
import { batchFile } from "../worlds/batch-file.ts";
import { startServices } from "../worlds/services.ts";
import { uploadBatchFile } from "../worlds/world.ts";

const PAPERS = 80;

/** Gives a lab with one batch file, and the clean run of that file, for as long as the work takes. */
export async function withCrashLab(
  work: (lab: CrashLab, clean: CaseResult) => Promise<void>,
  {
    papers = PAPERS,
    cleanCase = CLEAN_CASE,
  }: { readonly papers?: number; readonly cleanCase?: CrashCase } = {},
): Promise<void> {
  const services = await startServices();
  const children = functionChildren();
  try {
    const upload = await uploadBatchFile(services, "papers.gz", batchFile(papers));
    const lab = { services, upload, children };
    await work(lab, await runCase(cleanCase, lab));
  } finally {
    await children.stop();
    await services.stop();
  }
}
