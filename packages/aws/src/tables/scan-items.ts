import { ScanCommand, type ScanCommandInput } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { itemOfJson, jsonItemsSchema, parseAnswer } from "./parsed-answer.ts";

/**
 * Yields the pages of a scan, as plain values like those of the document client. Each answer is parsed by `JSON.parse`
 * (see {@link parseAnswer}).
 */
export async function* scanItems(
  client: DynamoDBDocumentClient,
  input: ScanCommandInput,
): AsyncIterable<readonly Readonly<Record<string, unknown>>[]> {
  let ExclusiveStartKey: ScanCommandInput["ExclusiveStartKey"];
  do {
    const command = new ScanCommand({ ...input, ExclusiveStartKey });
    parseAnswer(command, answerSchema);
    const { Items = [], LastEvaluatedKey } = await client.send(command);
    yield Items.map(itemOfJson);
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey);
}

const answerSchema = z.object({
  Items: jsonItemsSchema.optional(),
  LastEvaluatedKey: jsonItemsSchema.element.optional(),
});
