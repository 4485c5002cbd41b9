import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import type { AwsEndpoint } from "./clients.ts";
import { MODEL_REQUESTS, type Tuning } from "./connections.ts";

/** In its own file, so that only the vectorizer loads it. */
export const bedrockClient = (at: AwsEndpoint = {}, tuning: Tuning = {}): BedrockRuntimeClient =>
  new BedrockRuntimeClient({ ...MODEL_REQUESTS, ...at, ...tuning });
