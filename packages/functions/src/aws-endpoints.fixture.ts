import { type AwsEndpoint, emulatedAt } from "@paperledger/aws/clients/clients";
import { startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import { startEmbeddedS3AndSqs } from "@paperledger/embedded/embedded-s3-and-sqs";

/** The endpoint of a service for tests, and a function that stops it. */
export interface TestedEndpoint {
  readonly at: AwsEndpoint;
  stop(): Promise<void>;
}

/**
 * What the AWS SDK's own variables name, `AWS_ENDPOINT_URL_DYNAMODB` or `AWS_ENDPOINT_URL`: an emulator, or AWS itself,
 * with the credentials and the region in the environment.
 */
function given(service: "DYNAMODB" | "S3"): TestedEndpoint | undefined {
  const endpoint = process.env[`AWS_ENDPOINT_URL_${service}`] ?? process.env.AWS_ENDPOINT_URL;
  if (!endpoint) return undefined;
  const { AWS_ACCESS_KEY_ID, AWS_REGION } = process.env;
  const at = AWS_ACCESS_KEY_ID ? { endpoint } : emulatedAt(endpoint);
  return { at: AWS_REGION ? { ...at, region: AWS_REGION } : at, stop: async () => {} };
}

/** The DynamoDB that is given, or the embedded one. */
export async function testedDynamoDb(): Promise<TestedEndpoint> {
  const found = given("DYNAMODB");
  if (found) return found;
  const embedded = await startEmbeddedDynamoDb();
  return { at: emulatedAt(embedded.endpoint), stop: embedded.stop };
}

/** The S3 that is given, or the embedded one. */
export async function testedS3(): Promise<TestedEndpoint> {
  const found = given("S3");
  if (found) return found;
  const embedded = await startEmbeddedS3AndSqs();
  return { at: emulatedAt(embedded.endpoint), stop: embedded.stop };
}
