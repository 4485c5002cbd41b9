import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

/** The connections and retries of a client. */
export type Tuning = Pick<DynamoDBClientConfig, "maxAttempts" | "requestHandler">;

/**
 * Keeps connections open between requests and between invocations, because a handshake costs more than a write. There
 * are more sockets than an invocation has requests in flight, so no request waits for a socket. The SDK's default is
 * 50.
 *
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-maxsockets.html
 */
const AGENT = { keepAlive: true, maxSockets: 128 };

/** Inside a region, a connection takes milliseconds. If it takes seconds, it is lost, and the next attempt may succeed. */
const CONNECTION = { httpAgent: AGENT, httpsAgent: AGENT, connectionTimeout: 3_000 };

/**
 * Limits the time until an answer begins. The SDK has no default limit. Without `throwOnRequestTimeout`, it only logs
 * a warning.
 */
const answersWithin = (requestTimeoutMs: number) => ({
  ...CONNECTION,
  requestTimeout: requestTimeoutMs,
  throwOnRequestTimeout: true,
});

/**
 * For small requests to DynamoDB, EventBridge and SQS. They answer in milliseconds. A batch of 25 large items takes
 * less than a second. So a request without an answer after 10 seconds is tried again. Five attempts outlast a short
 * outage. The caller handles a longer outage.
 *
 * The retry mode is the SDK's default, `standard`. The mode `adaptive` slows down every request of a client because
 * of one throttled partition. It also does not notice throttled statements inside a batch.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const QUICK_REQUESTS: Tuning = { maxAttempts: 5, requestHandler: answersWithin(10_000) };

/**
 * For S3's bodies of any length. The whole time is not limited, but the time without data is. If a batch file is read
 * slowly and reaches this limit, reading continues with a new connection (resuming-body.ts).
 */
export const LONG_BODIES: Tuning = {
  maxAttempts: 5,
  requestHandler: { ...CONNECTION, socketTimeout: 60_000 },
};

/** For receiving from SQS. The answer of a long poll can take up to 20 s to begin. */
export const LONG_POLLS: Tuning = { maxAttempts: 5, requestHandler: answersWithin(30_000) };

/** For Bedrock. It takes about a second for a text, and limits the requests per minute. */
export const MODEL_REQUESTS: Tuning = { maxAttempts: 8, requestHandler: answersWithin(30_000) };

/**
 * For invocations of Lambda, which answers when the function is done. There is one attempt. A caller without an
 * answer may invoke the function again.
 */
export const WHOLE_INVOCATIONS: Tuning = { maxAttempts: 1, requestHandler: answersWithin(900_000) };
