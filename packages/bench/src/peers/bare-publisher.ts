// A Lambda handler that does as little as possible with a stream batch of the runs table: it sends each event to the bus and writes nothing.
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { unmarshall } from "@aws-sdk/util-dynamodb";

export interface StreamBatch {
  readonly Records: readonly { readonly dynamodb: { readonly NewImage: Record<string, AttributeValue> } }[];
}

const ENTRIES_A_REQUEST = 10;
const { EVENT_BUS_NAME: EventBusName } = process.env;
const client = new EventBridgeClient();

export async function handler({ Records }: StreamBatch): Promise<void> {
  const entries = Records.map(({ dynamodb: { NewImage } }) => {
    const { type, data, ...metadata } = unmarshall(NewImage);
    const Detail = JSON.stringify({ metadata, data });
    return { EventBusName, Source: "paperledger", DetailType: String(type), Detail };
  });
  const requests: Promise<unknown>[] = [];
  for (let from = 0; from < entries.length; from += ENTRIES_A_REQUEST)
    requests.push(
      client.send(new PutEventsCommand({ Entries: entries.slice(from, from + ENTRIES_A_REQUEST) })),
    );
  await Promise.all(requests);
}
