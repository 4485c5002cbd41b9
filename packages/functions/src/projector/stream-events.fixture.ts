import { marshall } from "@aws-sdk/util-dynamodb";
import { eventItem } from "@paperledger/aws/event-log/event-item";
import type { RunEvent } from "@paperledger/events/run-event";

/** Returns a stream record as Lambda delivers it. */
export const streamRecord = (
  newImage: Record<string, unknown>,
  sequenceNumber: number,
  eventName: "INSERT" | "MODIFY" | "REMOVE" = "INSERT",
) => ({
  eventID: `event-${sequenceNumber}`,
  eventName,
  eventVersion: "1.1",
  eventSource: "aws:dynamodb",
  awsRegion: "us-east-1",
  dynamodb: {
    ApproximateCreationDateTime: 1_772_330_000,
    Keys: {},
    NewImage: marshall(newImage, { removeUndefinedValues: true }),
    SequenceNumber: String(sequenceNumber),
    SizeBytes: 100,
    StreamViewType: "NEW_IMAGE",
  },
  eventSourceARN: "arn:aws:dynamodb:us-east-1:000000000000:table/runs/stream/2026",
});

/** Returns a stream batch of appended events, with sequence numbers from 1. */
export const streamBatch = (events: readonly RunEvent[]) => ({
  Records: events.map((event, index) => streamRecord(eventItem(event), index + 1)),
});
