import { withVisibleMarks } from "./visible-marks.ts";

/** Returns the name at the end of an S3 key, with its direction marks as escapes. Returns the whole key if it ends with a slash. */
export const fileNameText = (s3Key: string): string => withVisibleMarks(s3Key.split("/").at(-1) || s3Key);
