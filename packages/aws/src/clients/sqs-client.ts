import { SQSClient } from "@aws-sdk/client-sqs";
import type { AwsEndpoint } from "./clients.ts";
import { LONG_POLLS, type Tuning } from "./connections.ts";
import { withoutLogging } from "./without-logging.ts";

/**
 * Sends requests to the endpoint, as for every other service. By default, the SDK sends them to the host in the
 * queue's URL.
 */
export const sqsClient = (at: AwsEndpoint = {}, tuning: Tuning = {}): SQSClient =>
  withoutLogging(new SQSClient({ ...LONG_POLLS, ...at, ...tuning, useQueueUrlAsEndpoint: false }));
