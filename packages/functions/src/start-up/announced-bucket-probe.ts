import { bucketProbe } from "@paperledger/aws/probes/bucket-probe";
import type { Probe } from "@paperledger/aws/probes/probe";
import type { FunctionDescription, NamedResource } from "../description/function-description.ts";
import { variableOf } from "./probes-of.ts";

/** Returns a probe of the objects that are announced to the queue of a function. */
export const announcedBucketProbe = (
  { trigger: { announced }, ...description }: FunctionDescription & ObjectsAnnounced,
  client: Parameters<typeof bucketProbe>[0],
  bucket: string,
): Probe =>
  bucketProbe(client, {
    setting: variableOf(description, announced.bucket),
    bucket,
    prefix: announced.prefix,
  });

interface ObjectsAnnounced {
  readonly trigger: {
    readonly kind: "queue";
    readonly announced: { readonly bucket: NamedResource; readonly prefix: string };
  };
}
