import { type DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { paperItem } from "@paperledger/aws/papers/paper-item";
import type { TextVersion } from "@paperledger/core/papers/paper";

/** Does the same upsert in the usual way: an UpdateItem for each paper, on condition that the paper is new or newer. */
export async function updateSingly(
  client: DynamoDBDocumentClient,
  table: string,
  paper: TextVersion,
): Promise<void> {
  const { paper_id, created_at, ...attributes } = paperItem(paper);
  const names = Object.keys(attributes);
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: { paper_id },
      UpdateExpression: `SET ${names.map((_, n) => `#${n} = :${n}`).join(", ")}, created_at = if_not_exists(created_at, :created_at)`,
      ConditionExpression: "attribute_not_exists(paper_id) OR updated_at < :updated_at",
      ExpressionAttributeNames: Object.fromEntries(names.map((name, n) => [`#${n}`, name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(Object.values(attributes).map((value, n) => [`:${n}`, value])),
        ":created_at": created_at,
        ":updated_at": attributes.updated_at,
      },
    }),
  );
}
