import { createHash } from "node:crypto";
import { basename } from "node:path/posix";
import type { Readable } from "node:stream";
import { RAW_DATA_PREFIX } from "@paperledger/core/batch-files/object-keys";

/** A batch file of a backfill, in a folder or a bucket. */
export interface BackfillObject {
  /** Its path or S3 URI, as shown to people. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Changes when the content of the object changes. */
  readonly identity: readonly (string | number)[];
  open(): Promise<Readable>;
}

/** The prefix of the keys that a backfill uploads to. */
export const BACKFILL_PREFIX = `${RAW_DATA_PREFIX}backfill/`;

const HASH_CHARACTERS = 16;

/** Returns the key that an object is uploaded under. It is the same each time, so that a second backfill uploads nothing twice. */
export function backfillKey({ name, identity }: Pick<BackfillObject, "name" | "identity">): string {
  const hash = createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, HASH_CHARACTERS);
  return `${BACKFILL_PREFIX}papers-${hash}-${basename(name)}`;
}
