import { isUtf8 } from "node:buffer";

/**
 * Returns UTF-8 as text. Invalid bytes become U+FFFD, and `invalidAt` is set: the index of the first byte that is not valid
 * UTF-8. If the last character is cut off, that is the last byte.
 *
 * @param end the index at which the text ends
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

/** Returns the first `maxBytes` of a text, without a byte order mark and without a last character that is cut in two. */
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
