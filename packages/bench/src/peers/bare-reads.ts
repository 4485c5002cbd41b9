import { BatchGetCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { pMapIterable } from "p-map";
import { batchesOf } from "../feed/papers-of.ts";

const BATCHES_A_REQUEST = 4;
const REQUESTS_IN_FLIGHT = 4;

/** Does the least possible work for a file that was already ingested: reads and parses it, and reads the version of each paper once. */
export async function readAndAsk(
  feed: Buffer,
  client: DynamoDBDocumentClient,
  table: string,
): Promise<number> {
  let found = 0;
  const requests = pMapIterable(
    keysOf(feed),
    (Keys) =>
      client.send(
        new BatchGetCommand({
          RequestItems: { [table]: { Keys, ProjectionExpression: "paper_id, updated_at" } },
        }),
      ),
    { concurrency: REQUESTS_IN_FLIGHT, backpressure: 2 * REQUESTS_IN_FLIGHT },
  );
  for await (const { Responses } of requests) found += Responses?.[table]?.length ?? 0;
  return found;
}

async function* keysOf(feed: Buffer) {
  let keys: { readonly paper_id: string }[] = [];
  let batches = 0;
  for await (const { records } of batchesOf(feed, { refusal: () => undefined })) {
    for (const { content } of records)
      if (content.kind === "paper") keys.push({ paper_id: content.paper.paper_id });
    if (++batches % BATCHES_A_REQUEST > 0) continue;
    yield keys;
    keys = [];
  }
  if (keys.length > 0) yield keys;
}
