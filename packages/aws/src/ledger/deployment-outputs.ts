import * as z from "zod";
import { jsonTextSchema } from "../clients/json-text.ts";

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
  /** Objects of a backfill that are processed at once. */
  backfillConcurrency: z.int().min(1),
  /** Buckets beside the raw bucket that the processor may read. */
  backfillBuckets: z.array(name),
  /** Write units a second that the papers table takes from the start, if it was warmed. */
  papersWarmWrites: z.int().min(1).optional(),
  vectorizerDeadLetters: z.url(),
  discardedBucket: name,
});

/** The names of a deployment's resources, as `sst deploy` prints them and keeps them in `.sst/outputs.json`. */
export type DeploymentOutputs = z.infer<typeof outputsSchema>;

/** A text is not what a deployment prints. The message names each fault. */
export class DeploymentOutputsError extends Error {
  override readonly name = "DeploymentOutputsError";
}

/** @throws DeploymentOutputsError */
export function parseDeploymentOutputs(text: string): DeploymentOutputs {
  const parsed = jsonTextSchema.pipe(outputsSchema).safeParse(text);
  if (parsed.success) return parsed.data;
  throw new DeploymentOutputsError(
    `it is not what a deployment of paperledger prints: ${z.prettifyError(parsed.error)}`,
    { cause: parsed.error },
  );
}
