import { S3Client } from "@aws-sdk/client-s3";
import type { AwsEndpoint } from "./clients.ts";
import { LONG_BODIES, type Tuning } from "./connections.ts";

/** Uses path-style addressing with an explicit endpoint, because emulators rarely have a host name for each bucket. */
export const s3Client = (at: AwsEndpoint = {}, tuning: Tuning = {}): S3Client =>
  new S3Client({ ...LONG_BODIES, ...at, ...tuning, forcePathStyle: at.endpoint !== undefined });
