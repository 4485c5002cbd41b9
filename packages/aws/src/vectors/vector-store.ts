import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { paperIdSchema, timestampSchema } from "@paperledger/core/papers/paper";
import type { PaperVector, VectorStore } from "@paperledger/core/vectors/vector-store";
import { z } from "zod";
import { bytesOfVector, vectorOfBytes } from "./vector-bytes.ts";

/** An item of the vectors table is not one that paperledger writes. */
export class VectorStoreError extends Error {
  override readonly name = "VectorStoreError";

  constructor(paperId: string, cause: z.ZodError) {
    super(
      `the vectors table's item ${paperId} cannot be read: ${z.prettifyError(cause)}. Delete it, and the next version of the paper makes it anew`,
      { cause },
    );
  }
}

/**
 * The vectors table: `paper_id, updated_at, model, dimensions, vector, trace_id`, where `vector` is binary, Float32s in
 * little-endian order.
 *
 * `get` throws VectorStoreError where the item is not of this form.
 */
export const dynamoDbVectorStore = ({
  client,
  table,
}: {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
}): VectorStore => ({
  async upsert({ vector, ...version }) {
    try {
      await client.send(
        new PutCommand({
          TableName: table,
          Item: { ...version, dimensions: vector.length, vector: bytesOfVector(vector) },
          ConditionExpression:
            "attribute_not_exists(paper_id) OR updated_at < :updated_at OR (updated_at = :updated_at AND #model <> :model)",
          ExpressionAttributeNames: { "#model": "model" },
          ExpressionAttributeValues: { ":updated_at": version.updated_at, ":model": version.model },
        }),
      );
      return "upserted";
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return "duplicate";
      throw error;
    }
  },

  async get(id) {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: { paper_id: id }, ConsistentRead: true }),
    );
    if (Item === undefined) return undefined;
    const parsed = itemSchema.safeParse(Item);
    if (!parsed.success) throw new VectorStoreError(id, parsed.error);
    return parsed.data;
  },
});

const itemSchema: z.ZodType<PaperVector> = z
  .object({
    paper_id: paperIdSchema,
    updated_at: timestampSchema,
    model: z.string(),
    dimensions: z.int(),
    vector: z
      .instanceof(Uint8Array)
      .refine(({ byteLength }) => byteLength % Float32Array.BYTES_PER_ELEMENT === 0, "no whole Float32s")
      .transform(vectorOfBytes),
    trace_id: z.string(),
  })
  .refine(({ dimensions, vector }) => dimensions === vector.length, "dimensions is not the vector's length")
  .transform(({ dimensions, ...vector }) => vector);
