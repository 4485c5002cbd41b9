import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { QUICK_REQUESTS, type Tuning } from "./connections.ts";
import { withoutLogging } from "./without-logging.ts";

/**
 * The address of AWS. Without an endpoint, the SDK uses its own variables (AWS_ENDPOINT_URL...). Without these, it
 * uses AWS itself.
 */
export interface AwsEndpoint {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Returns the address of an emulator on this machine, with credentials that emulators accept. */
export const emulatedAt = (endpoint: string): AwsEndpoint => ({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});

export const dynamoDbClient = (at: AwsEndpoint = {}, tuning: Tuning = {}): DynamoDBClient =>
  new DynamoDBClient({ ...QUICK_REQUESTS, ...at, ...tuning });

/**
 * Returns a client for plain objects. It leaves out undefined values and keeps empty strings. It reads every number
 * as a JavaScript number. By default, the SDK reads a large number as a BigInt, and throws for a large number with an
 * exponent. One such number would end the reading of a whole page.
 */
export function documentClient(client: DynamoDBClient): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(withoutLogging(client), {
    marshallOptions: { removeUndefinedValues: true },
    unmarshallOptions: { wrapNumbers: Number },
  });
}
