import type { RandomNumbers } from "@paperledger/faults/random-numbers";
import { scrambled } from "@paperledger/faults/scrambled";
import { batchFile } from "../worlds/batch-file.ts";
import type { Services } from "../worlds/services.ts";
import { uploadBatchFile } from "../worlds/world.ts";
import { type CaseResult, CLEAN_CASE, type CrashCase, type CrashLab, runCase } from "./crash-case.ts";
import { anyPoint } from "./crash-cases.ts";
import type { FunctionChildren } from "./function-children.ts";

const SHARDS = 4;
const FILES = 3;
const PAPERS_EACH = 60;
const CRASHES = 4;

/** Uploads several files that have no paper in common. Their runs end the same in any order. */
export async function severalFiles(services: Services, children: FunctionChildren): Promise<CrashLab> {
  const [upload, ...otherUploads] = await Promise.all(
    Array.from({ length: FILES }, (_, n) =>
      uploadBatchFile(services, `disjoint-${n}.gz`, batchFile(PAPERS_EACH, n * PAPERS_EACH)),
    ),
  );
  if (!upload) throw new RangeError("there is no file");
  return { services, children, upload, otherUploads };
}

const EACH_FILE = Array.from({ length: FILES }, () => []);

/** Runs the files one after the other, with one projector. */
export const oneProjector = (lab: CrashLab): Promise<CaseResult> =>
  runCase({ ...CLEAN_CASE, name: "one-projector", processors: EACH_FILE }, lab);

/**
 * Returns a case in which the events of all runs are spread at random over shards. Each shard has a projector of its own, and gets
 * its records out of order, in parts and repeatedly. Some of the projectors die. Lambda keeps the order of each item's records, so
 * this case is harder than Lambda.
 */
export function severalProjectors(name: string, clean: CaseResult, random: RandomNumbers): CrashCase {
  return {
    name,
    processors: EACH_FILE,
    projector: Array.from({ length: CRASHES }, () => anyPoint(clean.projectorRequests, random)),
    sharding: (records) =>
      Object.values(Object.groupBy(records, () => random.below(SHARDS))).map((shard = []) => shard),
    dealing: (records) => scrambled(records, random),
  };
}
