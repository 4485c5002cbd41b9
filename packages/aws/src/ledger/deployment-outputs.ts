import * as z from "zod";
import { jsonTextSchema } from "../clients/json-text.ts";
import { problemText } from "../tables/problem-text.ts";

const name = z.string().min(1);

const outputsSchema = z.object({
  rawBucket: name,
  papersTable: name,
  runsTable: name,
  statisticsTable: name,
  attemptsTable: name,
  eventBus: name,
  processor: name,
  projector: name,
  vectorizer: name,
  uploadsQueue: z.url(),
  processorDeadLetters: z.url(),
  backfillQueue: z.url(),
  backfillDeadLetters: z.url(),
  /** The number of objects of a backfill that are processed at once. */
  backfillConcurrency: z.int().min(1),
  /** The buckets that the processor may read in addition to the raw bucket. */
  backfillBuckets: z.array(name),
  /** The warm throughput of the papers table, in write units a second, if it is set. */
  papersWarmWrites: z.int().min(1).optional(),
  vectorizerDeadLetters: z.url(),
  discardedBucket: name,
});

/** The names of a deployment's resources, as `sst deploy` prints them and keeps them in `.sst/outputs.json`. */
export type DeploymentOutputs = z.infer<typeof outputsSchema>;

/** Thrown for a text that is not the output of a deployment. The message names each fault. */
export class DeploymentOutputsError extends Error {
  override readonly name = "DeploymentOutputsError";
}

/** @throws DeploymentOutputsError */
export function parseDeploymentOutputs(text: string): DeploymentOutputs {
  const parsed = jsonTextSchema.pipe(outputsSchema).safeParse(text);
  if (parsed.success) return parsed.data;
  throw new DeploymentOutputsError(
    `it is not the output of a deployment of paperledger: ${problemText(parsed.error)}`,
    { cause: parsed.error },
  );
}
