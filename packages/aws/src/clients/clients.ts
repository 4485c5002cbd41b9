import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { QUICK_REQUESTS, type Tuning } from "./connections.ts";

/** The address of AWS. Without an endpoint, the SDK takes its own variables (AWS_ENDPOINT_URL...), and then AWS itself. */
export interface AwsEndpoint {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The endpoint of an emulator on this machine, with the credentials that such take. */
export const emulatedAt = (endpoint: string): AwsEndpoint => ({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});

export const dynamoDbClient = (at: AwsEndpoint = {}, tuning: Tuning = {}): DynamoDBClient =>
  new DynamoDBClient({ ...QUICK_REQUESTS, ...at, ...tuning });

/**
 * Makes the client that speaks plain objects: absent values are left out, empty strings stay. A number is read as a
 * JavaScript number, whatever its size: by default the SDK makes a BigInt of a large one, and throws for a large one with
 * an exponent, so that a single such number would end the reading of a whole page. The SDK's own logging is taken out,
 * because it copies every request and answer for a logger that nobody has set.
 */
export function documentClient(client: DynamoDBClient): DynamoDBDocumentClient {
  client.middlewareStack.remove("loggerMiddleware");
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
    unmarshallOptions: { wrapNumbers: Number },
  });
}
