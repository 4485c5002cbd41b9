import type { _Record, AttributeValue } from "@aws-sdk/client-dynamodb-streams";
import type { DynamoDBRecord, AttributeValue as LambdaAttributeValue, StreamRecord } from "aws-lambda";
import * as z from "zod";

/**
 * A stream record in the form in which Lambda delivers it, with times in seconds and binary values in base64.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export interface LambdaStreamRecord extends DynamoDBRecord {
  dynamodb: StreamRecord & { SequenceNumber: string; ApproximateCreationDateTime: number };
}

const placedSchema = z.object({
  SequenceNumber: z.string().regex(/^\d+$/),
  ApproximateCreationDateTime: z.date(),
});

/** Converts a record from GetRecords into the form in which Lambda delivers it. */
export function lambdaStreamRecord(record: _Record, streamArn: string): LambdaStreamRecord {
  const { Keys, NewImage, OldImage, SizeBytes, StreamViewType } = record.dynamodb ?? {};
  const { SequenceNumber, ApproximateCreationDateTime } = placedSchema.parse(record.dynamodb);
  return {
    eventID: record.eventID,
    eventName: record.eventName,
    eventVersion: record.eventVersion,
    eventSource: record.eventSource,
    awsRegion: record.awsRegion,
    ...(record.userIdentity && {
      userIdentity: { principalId: record.userIdentity.PrincipalId, type: record.userIdentity.Type },
    }),
    dynamodb: {
      ApproximateCreationDateTime: ApproximateCreationDateTime.getTime() / 1000,
      ...(Keys && { Keys: imageAsJson(Keys) }),
      ...(NewImage && { NewImage: imageAsJson(NewImage) }),
      ...(OldImage && { OldImage: imageAsJson(OldImage) }),
      SequenceNumber,
      SizeBytes,
      StreamViewType,
    },
    eventSourceARN: streamArn,
  };
}

const imageAsJson = (image: Record<string, AttributeValue>): Record<string, LambdaAttributeValue> =>
  Object.fromEntries(Object.entries(image).map(([name, value]) => [name, valueAsJson(value)]));

function valueAsJson(value: AttributeValue): LambdaAttributeValue {
  if (value.S !== undefined) return { S: value.S };
  if (value.N !== undefined) return { N: value.N };
  if (value.BOOL !== undefined) return { BOOL: value.BOOL };
  if (value.NULL !== undefined) return { NULL: value.NULL };
  if (value.B !== undefined) return { B: base64(value.B) };
  if (value.SS !== undefined) return { SS: value.SS };
  if (value.NS !== undefined) return { NS: value.NS };
  if (value.BS !== undefined) return { BS: value.BS.map(base64) };
  if (value.L !== undefined) return { L: value.L.map(valueAsJson) };
  if (value.M !== undefined) return { M: imageAsJson(value.M) };
  throw new TypeError(`an attribute value of a type that is not known: ${Object.keys(value).join(", ")}`);
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
