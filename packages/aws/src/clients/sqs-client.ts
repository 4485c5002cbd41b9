import { SQSClient } from "@aws-sdk/client-sqs";
import type { AwsEndpoint } from "./clients.ts";
import { LONG_POLLS, type Tuning } from "./connections.ts";

/** A queue's URL names the queue, and not where SQS is asked: that is the endpoint, as for every other service. */
export const sqsClient = (at: AwsEndpoint = {}, tuning: Tuning = {}): SQSClient =>
  new SQSClient({ ...LONG_POLLS, ...at, ...tuning, useQueueUrlAsEndpoint: false });
