import { BatchGetItemCommand, type BatchGetItemCommandInput } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { jsonItemsSchema, parseAnswer } from "./parsed-answer.ts";

/** Returns a BatchGetItem whose answer is in DynamoDB's JSON (see {@link parseAnswer}). */
export function batchGetRequest(input: BatchGetItemCommandInput): BatchGetItemCommand {
  const command = new BatchGetItemCommand(input);
  parseAnswer(command, answerSchema);
  return command;
}

const answerSchema = z.object({
  Responses: z.record(z.string(), jsonItemsSchema).optional(),
  UnprocessedKeys: z.record(z.string(), z.object({ Keys: jsonItemsSchema })).optional(),
  ConsumedCapacity: z
    .array(z.object({ TableName: z.string().optional(), CapacityUnits: z.number().optional() }))
    .optional(),
});
