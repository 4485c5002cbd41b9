import { SQSClient } from "@aws-sdk/client-sqs";
import type { AwsEndpoint } from "./clients.ts";
import { LONG_POLLS } from "./connections.ts";

export const sqsClient = (at: AwsEndpoint = {}): SQSClient => new SQSClient({ ...LONG_POLLS, ...at });
