import { type AwsEndpoint, emulatedAt } from "@paperledger/aws/clients/clients";
import { startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import { startEmbeddedS3AndSqs } from "@paperledger/embedded/embedded-s3-and-sqs";

/** The endpoint of a service for tests, and a function that stops it. */
export interface TestedEndpoint {
  readonly at: AwsEndpoint;
  stop(): Promise<void>;
}

/**
 * Returns the endpoint in the AWS SDK's own variables, such as `AWS_ENDPOINT_URL_DYNAMODB` or `AWS_ENDPOINT_URL`. It
 * is an emulator or AWS itself. The credentials and the region are also in the environment.
 */
function given(service: "DYNAMODB" | "S3"): TestedEndpoint | undefined {
  const endpoint = process.env[`AWS_ENDPOINT_URL_${service}`] ?? process.env.AWS_ENDPOINT_URL;
  if (!endpoint) return undefined;
  const { AWS_ACCESS_KEY_ID, AWS_REGION } = process.env;
  const at = AWS_ACCESS_KEY_ID ? { endpoint } : emulatedAt(endpoint);
  return { at: AWS_REGION ? { ...at, region: AWS_REGION } : at, stop: async () => {} };
}

/** Returns the DynamoDB of the environment, or the embedded one. */
export async function testedDynamoDb(): Promise<TestedEndpoint> {
  const found = given("DYNAMODB");
  if (found) return found;
  const embedded = await startEmbeddedDynamoDb();
  return { at: emulatedAt(embedded.endpoint), stop: embedded.stop };
}

/** Returns the S3 of the environment, or the embedded one. */
export async function testedS3(): Promise<TestedEndpoint> {
  const found = given("S3");
  if (found) return found;
  const embedded = await startEmbeddedS3AndSqs();
  return { at: emulatedAt(embedded.endpoint), stop: embedded.stop };
}
