import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { S3Client } from "@aws-sdk/client-s3";
import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod";
import { invokeFunction } from "../invocations/invoke-function.ts";
import {
  type DiscardedRecord,
  deleteDiscardedBatch,
  discardedBatches,
  readDiscardedBatch,
} from "../streams/discarded-batches.ts";

export interface StreamRedrive {
  readonly s3: S3Client;
  readonly discardedBucket: string;
  /** Made with WHOLE_INVOCATIONS. */
  readonly lambda: LambdaClient;
  readonly projector: string;
  readonly dynamoDb: DynamoDBDocumentClient;
  readonly runsTable: string;
  /** After this signal has aborted, no further batch is handed over. */
  readonly stop: AbortSignal;
}

/** The result for one discarded batch. */
export type RedrivenBatch =
  | { readonly key: string; readonly kind: "redriven"; readonly records: number }
  /** The batch stays in the bucket. */
  | { readonly key: string; readonly kind: "failed"; readonly problem: string };

const answerSchema = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

/**
 * Invokes the projector with each discarded batch, and deletes the batch after success. Each record has the current
 * item of the event log, so it helps to fix the code or the item. A record without an item is left out. Events that
 * are already folded change nothing, and are published again.
 */
export async function* redriveStream(redrive: StreamRedrive): AsyncIterable<RedrivenBatch> {
  const { s3, discardedBucket, stop } = redrive;
  for await (const { key } of discardedBatches(s3, discardedBucket)) {
    if (stop.aborted) return;
    const problem = await projectAgain(key, redrive);
    if (typeof problem === "string") yield { key, kind: "failed", problem };
    else yield { key, kind: "redriven", records: problem };
  }
}

/** Returns the number of records, or the problem of one of them. */
async function projectAgain(key: string, redrive: StreamRedrive): Promise<number | string> {
  const { s3, discardedBucket, lambda, projector } = redrive;
  try {
    const records = await readDiscardedBatch(s3, discardedBucket, key);
    const now = (await Promise.all(records.map((record) => asInTheLog(record, redrive)))).flat();
    if (now.length > 0) {
      const { batchItemFailures } = answerSchema.parse(
        await invokeFunction(lambda, projector, { Records: now }),
      );
      const [failed] = batchItemFailures;
      if (failed)
        return `the projector still cannot process record ${failed.itemIdentifier}: its log says why`;
    }
    await deleteDiscardedBatch(s3, discardedBucket, key);
    return now.length;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const keysSchema = z.record(
  z.string(),
  z.custom<AttributeValue>((value) => typeof value === "object" && value !== null),
);

/** Returns the record with the current item, or no record if the item does not exist. */
async function asInTheLog(
  record: DiscardedRecord,
  { dynamoDb, runsTable }: StreamRedrive,
): Promise<readonly DiscardedRecord[]> {
  const { Keys } = record.dynamodb;
  if (!Keys) return [record];
  const Key = unmarshall(keysSchema.parse(Keys));
  const { Item } = await dynamoDb.send(new GetCommand({ TableName: runsTable, Key, ConsistentRead: true }));
  if (!Item) return [];
  const NewImage = marshall(Item, { removeUndefinedValues: true });
  return [{ ...record, dynamodb: { ...record.dynamodb, NewImage } }];
}
