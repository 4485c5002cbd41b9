import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

/** How a client connects, and how often it tries. */
export type Tuning = Pick<DynamoDBClientConfig, "maxAttempts" | "requestHandler">;

/**
 * Connections that stay open between requests and between invocations, for a handshake costs more than a write; and more of
 * them than an invocation has requests under way, so that none waits for a socket (the SDK has 50).
 *
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-maxsockets.html
 */
const AGENT = { keepAlive: true, maxSockets: 128 };

/** Inside a region a connection takes milliseconds: what takes seconds is lost, and the next attempt may get through. */
const CONNECTION = { httpAgent: AGENT, httpsAgent: AGENT, connectionTimeout: 3_000 };

/** How long an answer may take to begin. The SDK sets no limit, and only warns at one unless told to throw. */
const answersWithin = (requestTimeoutMs: number) => ({
  ...CONNECTION,
  requestTimeout: requestTimeoutMs,
  throwOnRequestTimeout: true,
});

/**
 * For small requests: DynamoDB, EventBridge, and messages that are sent to SQS. They answer in milliseconds, a batch of 25 large items in well under a second,
 * so what takes 10 is tried again. Five attempts outlast a short outage; what is longer is for whoever called.
 *
 * The retry mode stays the SDK's `standard`: `adaptive` slows down every request of a client for the sake of one throttled
 * partition, and sees nothing of statements that are throttled inside a batch.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const QUICK_REQUESTS: Tuning = { maxAttempts: 5, requestHandler: answersWithin(10_000) };

/**
 * For bodies of any length, S3's: no limit on the whole, but on silence. A batch file that is read slowly may meet it, and is
 * then gone on with (see resuming-body.ts).
 */
export const LONG_BODIES: Tuning = {
  maxAttempts: 5,
  requestHandler: { ...CONNECTION, socketTimeout: 60_000 },
};

/** For those who receive from SQS: its long poll takes up to 20 s until its answer begins. */
export const LONG_POLLS: Tuning = { maxAttempts: 5, requestHandler: answersWithin(30_000) };

/** For Bedrock, which takes a second or so for a text and is throttled by requests a minute. */
export const MODEL_REQUESTS: Tuning = { maxAttempts: 8, requestHandler: answersWithin(30_000) };

/**
 * For Lambda's answer to an invocation, which comes when the function is done. It is asked once: who does not get the answer
 * may invoke it again.
 */
export const WHOLE_INVOCATIONS: Tuning = { maxAttempts: 1, requestHandler: answersWithin(900_000) };
