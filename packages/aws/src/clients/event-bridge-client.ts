import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { AwsEndpoint } from "./clients.ts";
import { QUICK_REQUESTS, type Tuning } from "./connections.ts";
import { withoutLogging } from "./without-logging.ts";

export const eventBridgeClient = (at: AwsEndpoint = {}, tuning: Tuning = {}): EventBridgeClient =>
  withoutLogging(new EventBridgeClient({ ...QUICK_REQUESTS, ...at, ...tuning }));
