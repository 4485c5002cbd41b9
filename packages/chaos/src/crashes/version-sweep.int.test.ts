import { randomNumbers } from "@paperledger/faults/random-numbers";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { type Services, startServices } from "../worlds/services.ts";
import { versionFiles } from "../worlds/version-files.ts";
import { uploadBatchFile } from "../worlds/world.ts";
import { type CaseResult, type CrashCase, type CrashLab, runCase } from "./crash-case.ts";
import { anyPoint } from "./crash-cases.ts";
import { type FunctionChildren, functionChildren } from "./function-children.ts";
import { inParallel } from "./in-parallel.ts";

const SEED = 20_261_127;
const PAPERS = 40;
/** The number of cases. Set it with `CRASH_CASES=500 npm test`. */
const CASES = Math.ceil(Number(process.env.CRASH_CASES ?? 20) / 4);

let services: Services;
let children: FunctionChildren;

beforeAll(async () => {
  services = await startServices();
  children = await functionChildren({ spare: 3 });
});

afterAll(async () => {
  await children.stop();
  await services.stop();
});

const paperSchema = z.object({
  paper_id: z.string(),
  title: z.string(),
  abstract: z.string(),
  authors: z.array(z.string()),
  categories: z.array(z.string()),
  published_date: z.string().nullable(),
  updated_at: z.string(),
  tie: z.string().optional(),
  withdrawn_at: z.string().optional(),
  processing_status: z.string(),
});

/** Returns the fields of the papers that the promise covers. Fields that name runs, records and upload times are left out. */
const versionsIn = ({ state }: CaseResult) => state.papers.map((paper) => paperSchema.parse(paper));

test(`in any order of files with versions of one time and withdrawals, at once and with crashes, the same versions stay, ${CASES} times`, async () => {
  const uploads = await Promise.all(
    versionFiles(PAPERS).map((content, index) => uploadBatchFile(services, `versions-${index}.gz`, content)),
  );
  const labOf = ([upload, ...otherUploads]: typeof uploads): CrashLab => {
    if (!upload) throw new RangeError("there is no file");
    return { services, children, upload, otherUploads };
  };
  const clean = await runCase({ name: "versions", processors: [[], [], []], projector: [] }, labOf(uploads));
  const expected = versionsIn(clean);
  expect(expected).toHaveLength(PAPERS);
  const statuses = new Set(expected.map(({ processing_status }) => processing_status));
  expect(statuses).toEqual(new Set(["ingested", "withdrawn"]));

  const random = randomNumbers(SEED);
  const cases = Array.from({ length: CASES }, (_, n): { crashCase: CrashCase; lab: CrashLab } => {
    const crashes = () => (random.below(2) === 0 ? [] : [anyPoint(clean.processorRequests, random)]);
    const first = random.below(uploads.length);
    return {
      crashCase: { name: `versions-${n}`, processors: [crashes(), crashes(), crashes()], projector: [] },
      lab: labOf([...uploads.slice(first), ...uploads.slice(0, first)]),
    };
  });
  let kills = 0;
  await inParallel(cases, async ({ crashCase, lab }) => {
    const result = await runCase(crashCase, lab);
    kills += result.kills;
    expect(versionsIn(result), JSON.stringify(crashCase)).toEqual(expected);
    expect(result.state.unexplained).toEqual([]);
  });
  expect(kills).toBeGreaterThan(0);
});
