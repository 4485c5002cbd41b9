import { bucketProbe } from "@paperledger/aws/probes/bucket-probe";
import type { Probe } from "@paperledger/aws/probes/probe";
import type { FunctionDescription, NamedResource } from "../description/function-description.ts";
import { variableOf } from "./probes-of.ts";

/** Returns a probe of the objects that a function reads from the bucket that its trigger names. */
export const triggerBucketProbe = (
  { trigger: { bucket: resource, prefix }, ...description }: FunctionDescription & BucketTriggered,
  client: Parameters<typeof bucketProbe>[0],
  bucket: string,
): Probe => bucketProbe(client, { setting: variableOf(description, resource), bucket, prefix });

interface BucketTriggered {
  readonly trigger: { readonly kind: "bucket"; readonly bucket: NamedResource; readonly prefix: string };
}
