import { ignoredKeys } from "@paperledger/core/batch-files/ignored-keys";
import type { BackfillObject } from "./backfill-object.ts";

/**
 * Returns the objects that are batch files by their names. The rule is the processor's, for a folder and for S3 alike.
 *
 * @param ignored patterns of the names that tools leave beside data; the default ones, unless given
 */
export function batchFilesAmong(
  objects: readonly BackfillObject[],
  ignored?: readonly string[],
): readonly BackfillObject[] {
  const isIgnored = ignoredKeys(ignored);
  return objects.filter(({ name, sizeBytes }) => !isIgnored(name, sizeBytes));
}
