import { CommandError, EXIT } from "../command-error.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";

/** A bucket, and a prefix of its keys. */
export interface BucketSource {
  readonly bucket: string;
  readonly prefix: string;
}

/**
 * Parses `s3://BUCKET` or `s3://BUCKET/PREFIX`. Returns undefined for a path.
 *
 * @throws CommandError if the bucket is missing
 */
export function bucketSource(text: string): BucketSource | undefined {
  if (!text.startsWith("s3://")) return undefined;
  const { bucket, prefix = "" } = /^s3:\/\/(?<bucket>[^/]+)(?:\/(?<prefix>.*))?$/su.exec(text)?.groups ?? {};
  if (bucket === undefined)
    throw new CommandError(
      EXIT.unusable,
      `${escapeForTerminal(text)} names no bucket: give s3://BUCKET, or s3://BUCKET/PREFIX`,
    );
  return { bucket, prefix };
}
