import {
  BatchGetCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
} from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { Claim, ClaimStore } from "./consume-once.ts";
import type { ReadPaperItems } from "./papers-of.ts";

interface InTable {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
}

/**
 * Returns a reader of the papers table, for `papersOf`. Its reads are consistent, so they find every paper that an event names. It needs
 * the permission `dynamodb:BatchGetItem` on the table.
 */
export const dynamoDbPaperItems =
  ({ client, table }: InTable): ReadPaperItems =>
  async (ids) => {
    const Keys = ids.map((paper_id) => ({ paper_id }));
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
    );
    const unprocessed = UnprocessedKeys?.[table]?.Keys ?? [];
    return {
      items: Responses?.[table] ?? [],
      unprocessed: unprocessed.map(({ paper_id }) => String(paper_id)),
    };
  };

const claimItemSchema = z.object({ state: z.enum(["claimed", "done"]), holder: z.string() });

/**
 * Returns a store of claims in the subscriber's own table. The table's key is `event_id` (a string). Make `expires_at` the table's TTL
 * attribute, so that DynamoDB deletes old claims at some time after they expire. The store needs the permissions `dynamodb:PutItem`,
 * `dynamodb:GetItem` and `dynamodb:DeleteItem` on the table.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export function dynamoDbClaims({ client, table: TableName }: InTable): ClaimStore {
  const isMine = (claim: Claim) => ({
    ConditionExpression: "#state = :claimed AND holder = :holder",
    ExpressionAttributeNames: { "#state": "state" },
    ExpressionAttributeValues: { ":claimed": "claimed", ":holder": claim.holder },
  });
  return {
    async claim(event_id, { holder, nowMs, untilMs }) {
      const isTaken = await client
        .send(
          new PutCommand({
            TableName,
            Item: { event_id, holder, state: "claimed", until_ms: untilMs, expires_at: secondsOf(untilMs) },
            ConditionExpression: "attribute_not_exists(event_id) OR until_ms <= :now",
            ExpressionAttributeValues: { ":now": nowMs },
          }),
        )
        .then(() => false, ifConditionFailed);
      if (!isTaken) return "claimed";
      const { Item } = await client.send(
        new GetCommand({ TableName, Key: { event_id }, ConsistentRead: true }),
      );
      const held = claimItemSchema.safeParse(Item).data;
      if (held?.state === "done") return "done";
      // If the answer to the first try was lost and the SDK tried again, this consumer already holds the claim.
      return held?.holder === holder ? "claimed" : "busy";
    },
    async confirm(event_id, claim, rememberUntilMs) {
      const Item = {
        event_id,
        holder: claim.holder,
        state: "done",
        until_ms: rememberUntilMs,
        expires_at: secondsOf(rememberUntilMs),
      };
      await client.send(new PutCommand({ TableName, Item, ...isMine(claim) })).catch(ifConditionFailed);
    },
    async release(event_id, claim) {
      await client
        .send(new DeleteCommand({ TableName, Key: { event_id }, ...isMine(claim) }))
        .catch(ifConditionFailed);
    },
  };
}

const secondsOf = (ms: number) => Math.ceil(ms / 1_000);

function ifConditionFailed(error: unknown): true {
  if (error instanceof Error && error.name === "ConditionalCheckFailedException") return true;
  throw error;
}
