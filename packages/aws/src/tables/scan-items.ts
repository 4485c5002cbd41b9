import { ScanCommand, type ScanCommandInput } from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { type JsonItem, jsonItemSchema, jsonItemsSchema, parseAnswer } from "./parsed-answer.ts";
import { readAhead } from "./read-ahead.ts";

/** A page of a scan. */
export interface ScanPage {
  /** The items in DynamoDB's JSON. Convert each when it is needed (`itemOfJson`), so that a page takes less memory. */
  readonly items: readonly JsonItem[];
  /** The number of items before a filter. */
  readonly scannedCount: number;
}

/** Yields the pages of a scan. While the caller works on a page, the next one is read. Each answer is parsed by {@link parseAnswer}. */
export const scanPages = (client: DynamoDBDocumentClient, input: ScanCommandInput): AsyncIterable<ScanPage> =>
  readAhead(pagesOf(client, input), async (page) => page, 2);

async function* pagesOf(client: DynamoDBDocumentClient, input: ScanCommandInput): AsyncIterable<ScanPage> {
  let ExclusiveStartKey: ScanCommandInput["ExclusiveStartKey"];
  do {
    const command = new ScanCommand({ ...input, ExclusiveStartKey });
    parseAnswer(command, answerSchema);
    const { Items = [], LastEvaluatedKey, ScannedCount = Items.length } = await client.send(command);
    yield { items: Items, scannedCount: ScannedCount };
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey);
}

const answerSchema = z.object({
  Items: jsonItemsSchema.optional(),
  ScannedCount: z.int().optional(),
  LastEvaluatedKey: jsonItemSchema.optional(),
});
