import { LambdaClient } from "@aws-sdk/client-lambda";
import type { AwsEndpoint } from "./clients.ts";
import { QUICK_REQUESTS, type Tuning } from "./connections.ts";

export const lambdaClient = (at: AwsEndpoint = {}, tuning: Tuning = {}): LambdaClient =>
  new LambdaClient({ ...QUICK_REQUESTS, ...at, ...tuning });
