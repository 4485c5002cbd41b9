import { paperIdSchema, timestampSchema } from "@paperledger/core/papers/paper";
import type { PaperVector, VectorChange } from "@paperledger/core/vectors/vector-store";
import * as z from "zod";
import { problemText } from "../tables/problem-text.ts";
import { bytesOfVector, vectorOfBytes } from "./vector-bytes.ts";

/** Thrown for an item of the vectors table that paperledger did not write. */
export class VectorStoreError extends Error {
  override readonly name = "VectorStoreError";

  constructor(paperId: string, cause: z.ZodError) {
    super(
      `the vectors table's item ${paperId} cannot be read: ${problemText(cause)}. Delete it, and the next version of the paper makes it again`,
      { cause },
    );
  }
}

/**
 * The `model` of a withdrawn paper. Its item stays as a mark without a vector, so that a late vector of an older
 * version is not stored.
 */
export const NO_MODEL = "";

/** Returns the attributes that a change sets. `vector` has little-endian Float32s. A mark has no vector. */
export function attributesOf(change: VectorChange) {
  const { updated_at, tie, trace_id } = change;
  const version = { updated_at, ...(tie !== undefined && { tie }), trace_id };
  return change.kind === "forget"
    ? { ...version, model: NO_MODEL, dimensions: 0 }
    : {
        ...version,
        model: change.model,
        dimensions: change.vector.length,
        vector: bytesOfVector(change.vector),
      };
}

/** The attributes of a stored item that the decision needs. */
const followedSchema = z.object({
  paper_id: z.string(),
  updated_at: z.string(),
  tie: z.string().optional(),
  model: z.string(),
});

/** The stored version of a paper, and the model of its vector. */
export type Followed = z.infer<typeof followedSchema>;

export const FOLLOWED_ATTRIBUTES: readonly string[] = Object.keys(followedSchema.shape);

/** @throws VectorStoreError */
export function followedOfItem(id: string, item: unknown): Followed {
  const parsed = followedSchema.safeParse(item);
  if (!parsed.success) throw new VectorStoreError(id, parsed.error);
  return parsed.data;
}

const vectorSchema: z.ZodType<PaperVector> = z.lazy(() =>
  z
    .object({
      paper_id: paperIdSchema,
      updated_at: timestampSchema,
      tie: z.string().optional(),
      model: z.string(),
      dimensions: z.int(),
      vector: z
        .instanceof(Uint8Array)
        .refine(({ byteLength }) => byteLength % Float32Array.BYTES_PER_ELEMENT === 0, "no whole Float32s")
        .transform(vectorOfBytes),
      trace_id: z.string(),
    })
    .refine(({ dimensions, vector }) => dimensions === vector.length, "dimensions is not the vector's length")
    .transform(({ dimensions, tie, ...vector }) => ({ ...vector, ...(tie !== undefined && { tie }) })),
);

/** Reads an item. Returns undefined for the mark of a withdrawn paper. @throws VectorStoreError */
export function vectorOfItem(id: string, item: Readonly<Record<string, unknown>>): PaperVector | undefined {
  if (item.model === NO_MODEL) return undefined;
  const parsed = vectorSchema.safeParse(item);
  if (!parsed.success) throw new VectorStoreError(id, parsed.error);
  return parsed.data;
}
