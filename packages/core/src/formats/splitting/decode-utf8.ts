import { isUtf8 } from "node:buffer";

/**
 * UTF-8 as text. Where it is not valid, that reads as U+FFFD, and `invalidAt` is set: the first byte that cannot be, or
 * the last one where a character is cut off.
 *
 * @param end where the text ends in the bytes
 */
export function decodeUtf8(
  bytes: Buffer,
  end = bytes.length,
): { readonly text: string; readonly invalidAt?: number } {
  const text = bytes.toString("utf8", 0, end);
  if (!text.includes(REPLACEMENT)) return { text };
  const ofText = bytes.subarray(0, end);
  return isUtf8(ofText) ? { text } : { text, invalidAt: firstInvalidByte(ofText) };
}

const REPLACEMENT = "\ufffd";

/** The beginning of a text: its first `maxBytes`, less a character that is cut in two, and without a byte order mark. */
export const decodeHead = (bytes: Buffer, maxBytes: number): string =>
  new TextDecoder().decode(bytes.subarray(0, maxBytes), { stream: true });

function firstInvalidByte(bytes: Buffer): number {
  let valid = 0;
  let invalid = bytes.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >>> 1;
    if (canBeginText(bytes.subarray(0, middle))) valid = middle;
    else invalid = middle;
  }
  return valid;
}

function canBeginText(bytes: Buffer): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
