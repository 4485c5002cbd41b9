import { createHash } from "node:crypto";
import { basename } from "node:path/posix";
import type { Readable } from "node:stream";
import { RAW_PREFIX } from "@paperledger/local/laptop-names";

/** A batch file that a backfill is to ingest, wherever it is. */
export interface BackfillObject {
  /** Where it is, for people. */
  readonly name: string;
  readonly sizeBytes: number;
  /** What tells this content from every other: it changes when the content does. */
  readonly identity: readonly (string | number)[];
  open(): Promise<Readable>;
}

/** Where a backfill puts what it uploads. */
export const BACKFILL_PREFIX = `${RAW_PREFIX}backfill/`;

const HASH_CHARACTERS = 16;

/**
 * The key that an object is uploaded under: the same each time, so that a backfill that goes on sees in the bucket what it
 * has uploaded before, and uploads nothing twice.
 */
export function backfillKey({ name, identity }: Pick<BackfillObject, "name" | "identity">): string {
  const hash = createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, HASH_CHARACTERS);
  return `${BACKFILL_PREFIX}papers-${hash}-${basename(name)}`;
}
