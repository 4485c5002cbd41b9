import { beginsText } from "../compression/begins-text.ts";

/** Returns the beginning of any text, safe for a message or a log: quoted, on one line, with control characters escaped. */
export const shown = (text: string, maxCharacters = 80): string =>
  JSON.stringify(text.slice(0, maxCharacters)) + (text.length > maxCharacters ? "..." : "");

const MAX_TEXT_BYTES = 80;
const MAX_BYTES = 16;

/** Returns the beginning of any file, safe for a message or a log: as text, or as hexadecimal if it does not begin like text. */
export function shownBytes(bytes: Buffer): string {
  const begin = bytes.subarray(0, MAX_TEXT_BYTES);
  if (beginsText(begin))
    return (
      shown(new TextDecoder().decode(begin, { stream: true })) + (bytes.length > begin.length ? "..." : "")
    );
  const hex = bytes.toString("hex", 0, MAX_BYTES).replaceAll(/..(?=.)/g, "$& ");
  return `the bytes ${hex}${bytes.length > MAX_BYTES ? "..." : ""}`;
}
