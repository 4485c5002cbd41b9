import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { AwsEndpoint } from "./clients.ts";
import { QUICK_REQUESTS, type Tuning } from "./connections.ts";

/** Returns a client without the SDK's logging, which copies every request and answer even without a logger. */
export function eventBridgeClient(at: AwsEndpoint = {}, tuning: Tuning = {}): EventBridgeClient {
  const client = new EventBridgeClient({ ...QUICK_REQUESTS, ...at, ...tuning });
  client.middlewareStack.remove("loggerMiddleware");
  return client;
}
