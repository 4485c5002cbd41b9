import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { ClaimedObject, ObjectClaims } from "@paperledger/core/runs/object-claims";
import { type TraceId, traceIdSchema } from "@paperledger/core/trace-ids/trace-id";
import * as z from "zod";
import { claimKey } from "./attempt-item.ts";

interface ClaimsTable {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
}

/** Thrown if the item of a claim does not name a run. The message says what to do. */
export class ClaimItemError extends Error {
  override readonly name = "ClaimItemError";

  constructor(object: ClaimedObject, cause: unknown) {
    super(
      `the attempts table's item ${JSON.stringify(claimKey(object))} does not name a run: delete it, and the object is claimed again`,
      { cause },
    );
  }
}

const claimSchema = z.object({ trace_id: traceIdSchema });

/**
 * Stores the claims on objects in the attempts table, as one item for each object version. It is never deleted. A
 * claim costs one write unit, whether it is won or lost, because DynamoDB answers a refused put with the stored item.
 *
 * `claim` throws ClaimItemError for an item that does not name a run, and the SDK's own errors after its retries.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
 */
export const dynamoDbObjectClaims = ({ client, table }: ClaimsTable): ObjectClaims => ({
  async claim(object, traceId) {
    try {
      await client.send(
        new PutCommand({
          TableName: table,
          Item: { ...claimKey(object), trace_id: traceId },
          ConditionExpression: "attribute_not_exists(pk)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      );
      return traceId;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return winnerOf(object, error.Item ? unmarshall(error.Item) : await read(object, { client, table }));
    }
  },
});

/** Reads a claim, if DynamoDB's refusal did not contain it. */
async function read(object: ClaimedObject, { client, table }: ClaimsTable): Promise<unknown> {
  const command = new GetCommand({ TableName: table, Key: claimKey(object), ConsistentRead: true });
  return (await client.send(command)).Item;
}

function winnerOf(object: ClaimedObject, item: unknown): TraceId {
  const claim = claimSchema.safeParse(item);
  if (!claim.success) throw new ClaimItemError(object, claim.error);
  return claim.data.trace_id;
}
