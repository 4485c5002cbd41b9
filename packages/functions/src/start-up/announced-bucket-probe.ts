import { bucketProbe } from "@paperledger/aws/probes/bucket-probe";
import type { Probe } from "@paperledger/aws/probes/probe";
import type { FunctionDescription, NamedResource } from "../description/function-description.ts";
import { variableOf } from "./probes-of.ts";

/** Returns a probe of the bucket whose objects S3 announces to a queue of the function. */
export const announcedBucketProbe = (
  description: FunctionDescription,
  { announced }: { readonly announced: { readonly bucket: NamedResource; readonly prefix: string } },
  client: Parameters<typeof bucketProbe>[0],
  bucket: string,
): Probe =>
  bucketProbe(client, {
    setting: variableOf(description, announced.bucket),
    bucket,
    prefix: announced.prefix,
  });
