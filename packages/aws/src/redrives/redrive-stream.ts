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
}

/** The result for one discarded batch. */
export type RedrivenBatch =
  | { readonly key: string; readonly kind: "redriven"; readonly records: number }
  /** It stays in the bucket. */
  | { readonly key: string; readonly kind: "failed"; readonly problem: string };

const answerSchema = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

/**
 * Gives each discarded batch to the projector once more, and deletes it where that went well. Of each record the projector
 * gets what the event log holds now: whether the code was mended or the item, both help; and a record whose item was
 * deleted has nothing to tell any more. What was folded already changes nothing, and is published again.
 */
export async function* redriveStream(redrive: StreamRedrive): AsyncIterable<RedrivenBatch> {
  const { s3, discardedBucket } = redrive;
  for await (const { key } of discardedBatches(s3, discardedBucket)) {
    const problem = await projectAgain(key, redrive);
    if (typeof problem === "string") yield { key, kind: "failed", problem };
    else yield { key, kind: "redriven", records: problem };
  }
}

/** Gives how many records there were, or what is still wrong with one. */
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
      if (failed) return `the projector cannot digest record ${failed.itemIdentifier} yet: its log says why`;
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

/** The record with the item as it is now; none where there is no such item. */
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
