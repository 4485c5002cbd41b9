import type { Message, MessageAttributeValue } from "@aws-sdk/client-sqs";
import type { SQSMessageAttributes, SQSRecord } from "aws-lambda";
import * as z from "zod";

/** A message in the form in which Lambda gives it to a function. */
export type LambdaQueueRecord = SQSRecord;

const messageSchema = z.lazy(() =>
  z.object({
    MessageId: z.string(),
    ReceiptHandle: z.string(),
    Body: z.string(),
    MD5OfBody: z.string(),
    Attributes: z.object({
      ApproximateReceiveCount: z.string(),
      SentTimestamp: z.string(),
      SenderId: z.string(),
      ApproximateFirstReceiveTimestamp: z.string(),
      SequenceNumber: z.string().optional(),
      MessageGroupId: z.string().optional(),
      MessageDeduplicationId: z.string().optional(),
      DeadLetterQueueSourceArn: z.string().optional(),
    }),
  }),
);

/**
 * Converts a message from ReceiveMessage into the form in which Lambda gives it to a function.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export function lambdaQueueRecord(message: Message, queueArn: string): LambdaQueueRecord {
  const { MessageId, ReceiptHandle, Body, MD5OfBody, Attributes } = messageSchema.parse(message);
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes,
    messageAttributes: messageAttributes(message.MessageAttributes ?? {}),
    md5OfBody: MD5OfBody,
    ...(message.MD5OfMessageAttributes && { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
    eventSource: "aws:sqs",
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(":")[3] ?? "",
  };
}

const messageAttributes = (attributes: Record<string, MessageAttributeValue>): SQSMessageAttributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType = "String", StringValue, BinaryValue }]) => [
      name,
      {
        ...(StringValue !== undefined && { stringValue: StringValue }),
        ...(BinaryValue !== undefined && { binaryValue: Buffer.from(BinaryValue).toString("base64") }),
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ]),
  );
