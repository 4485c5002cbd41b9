import { ignoredKeys } from "@paperledger/core/batch-files/ignored-keys";
import type { BackfillObject } from "./backfill-object.ts";

/**
 * Returns the objects that are batch files by their names. A folder and S3 have the same rule, which is the processor's.
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
