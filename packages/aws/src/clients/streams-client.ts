import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import type { AwsEndpoint } from "./clients.ts";
import { QUICK_REQUESTS } from "./connections.ts";
import { withoutLogging } from "./without-logging.ts";

/**
 * Each client has its own file, so that a process loads only the clients that it uses. Loading a client takes longer
 * than most requests.
 */
export const streamsClient = (at: AwsEndpoint = {}): DynamoDBStreamsClient =>
  withoutLogging(new DynamoDBStreamsClient({ ...QUICK_REQUESTS, ...at }));
