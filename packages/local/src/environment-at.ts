import { REGION } from "@paperledger/embedded/account";
import type { Endpoints } from "./clients.ts";

/** Returns the endpoints of the embedded AWS as the environment variables that every AWS SDK and the AWS CLI read. */
export const environmentAt = (endpoints: Endpoints) => ({
  AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
  AWS_ENDPOINT_URL_S3: endpoints.s3,
  AWS_ENDPOINT_URL_SQS: endpoints.sqs,
  AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.eventbridge,
  AWS_ENDPOINT_URL_LAMBDA: endpoints.lambda,
  AWS_REGION: REGION,
  // boto3, and the AWS CLI before version 2, read this variable.
  AWS_DEFAULT_REGION: REGION,
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
});
