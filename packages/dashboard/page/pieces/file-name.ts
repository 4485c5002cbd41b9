import { redriveName } from "@paperledger/core/text/redrive-key";
import { withVisibleMarks } from "./visible-marks.ts";

/**
 * Returns the name at the end of an S3 key, with its direction marks as escapes. Returns the whole key if it ends with a slash. A file
 * that a redrive uploaded is named by what it holds: `redrive of 3 rejects of 01HR...`.
 */
export const fileNameText = (s3Key: string): string =>
  withVisibleMarks(redriveName(s3Key) ?? (s3Key.split("/").at(-1) || s3Key));
