import { REDRIVES_PREFIX } from "../batch-files/object-keys.ts";
import { ulidOf } from "../trace-ids/ulid-of.ts";
import { countOf } from "./quantities.ts";

/** A file that a redrive of a run's rejects uploads. */
export interface RedriveFile {
  /** A ULID that all files of one redrive share. */
  readonly redrive: string;
  /** The number of rejects in the file. */
  readonly rejects: number;
  /** The number of the file among the files of one redrive, from 1. */
  readonly part: number;
}

/** Reads the redrive and the number of rejects from the key of a file that a redrive uploaded. Returns undefined for a key of an earlier version. */
export function redriveOfKey(key: string): Pick<RedriveFile, "redrive" | "rejects"> | undefined {
  const [, redrive, rejects] = /\/([0-9A-Z]{26})-(\d{1,9})-rejects\/papers-\d+\.gz$/.exec(key) ?? [];
  return redrive === undefined ? undefined : { redrive, rejects: Number(rejects) };
}

/**
 * Returns a name for a file that a redrive of rejects uploaded, because the end of its key says nothing. Returns undefined for any other
 * key. The page uses this module too, so it needs nothing of Node.
 *
 * @example
 * redriveName("raw-data/redrives/batch-.../01HZ...-3-rejects/papers-1.gz") // "redrive of 3 rejects of 01HRJTHFZZA8X7YNZFJZ930ZA3"
 */
export function redriveName(key: string): string | undefined {
  if (!key.startsWith(REDRIVES_PREFIX)) return undefined;
  const [of = ""] = key.slice(REDRIVES_PREFIX.length).split("/");
  const rejects = redriveOfKey(key)?.rejects;
  return `redrive of ${rejects === undefined ? "rejects" : countOf(rejects, "reject")} of ${ulidOf(of)}`;
}
