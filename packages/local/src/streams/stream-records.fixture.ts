import type { LambdaStreamRecord } from "@paperledger/aws/streams/lambda-stream-record";

/** Returns stream records for tests, numbered from `from` on. */
export const streamRecords = (count: number, from = 1, text = ""): readonly LambdaStreamRecord[] =>
  Array.from({ length: count }, (_, index) => ({
    eventID: String(from + index),
    eventName: "INSERT",
    dynamodb: {
      ApproximateCreationDateTime: 1_767_225_600 + index,
      SequenceNumber: String(from + index),
      Keys: { id: { S: String(from + index) } },
      NewImage: { id: { S: String(from + index) }, text: { S: text } },
    },
  }));

/** Returns the numbers of records, for expectations. */
export const numbersOf = (records: readonly LambdaStreamRecord[]): readonly number[] =>
  records.map(({ dynamodb }) => Number(dynamodb.SequenceNumber));
