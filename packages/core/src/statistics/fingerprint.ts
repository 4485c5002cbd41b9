import { hash } from "node:crypto";
import { canonical } from "./canonical.ts";
import type { FoundSums } from "./found-sums.ts";

/**
 * Returns a text that changes when any run or sum changes. If it stays the same from one walk to the next, the differences stay
 * the same too.
 *
 * @param logDigest the sum of the digests of the log's runs
 * @param storedDigest the sum of the digests of the stored runs
 */
export const fingerprintOf = (logDigest: string, storedDigest: string, found: FoundSums): string =>
  hash(
    "sha256",
    canonical([
      logDigest,
      storedDigest,
      Object.fromEntries(found.tallies),
      found.unlisted().toSorted(),
      found.newestEventAt(),
    ]),
  );
