import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import type { AwsEndpoint } from "./clients.ts";
import { QUICK_REQUESTS } from "./connections.ts";

/** A file for each client, so that a process loads only those that it uses: to load one takes longer than most requests. */
export const streamsClient = (at: AwsEndpoint = {}): DynamoDBStreamsClient =>
  new DynamoDBStreamsClient({ ...QUICK_REQUESTS, ...at });
